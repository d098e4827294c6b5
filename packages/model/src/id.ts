/** Trace and span IDs: lowercase hex outside, bytes on the wire. */

/** 32 lowercase hex digits. */
export type TraceId = string;

/** 16 lowercase hex digits. */
export type SpanId = string;

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const ZEROS = /^0+$/;

/** Whether `text` is a valid trace ID: 32 lowercase hex digits, not all zero (W3C Trace Context §3.2.2.3). */
export function isTraceId(text: string): boolean {
  return TRACE_ID.test(text) && !ZEROS.test(text);
}

/** Whether `text` is a valid span ID: 16 lowercase hex digits, not all zero (W3C Trace Context §3.2.2.4). */
export function isSpanId(text: string): boolean {
  return SPAN_ID.test(text) && !ZEROS.test(text);
}
