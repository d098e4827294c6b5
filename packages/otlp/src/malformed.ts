/** Bytes or text that are no OTLP message. The same input would fail again: it is never retried. */
export class MalformedError extends Error {}
