/** What tells one kind of error from others, as far as ClickHouse groups them: those of several stacks may have thrown in one place. */
export interface ErrorKind {
  readonly service: string;
  /** Empty: only a message is known. */
  readonly type: string;
  /** What varies is masked. */
  readonly message: string;
  /** Name of the span, of an error that has no type and no record; else empty. */
  readonly operation: string;
}

/** Where and when an error occurred. */
export interface Occurrence {
  /** Unix nanoseconds. */
  readonly time: bigint;
  /** Empty: outside any trace. */
  readonly traceId: string;
  readonly spanId: string;
  readonly correlationId: string;
  /** As it was sent, but for its length. */
  readonly message: string;
}

/** What has them: log records or spans. */
export type ErrorSource = "records" | "spans";

/** Errors of one kind with one stack, that were found together in one window of time and one table. */
export interface ErrorCount extends ErrorKind {
  readonly of: ErrorSource;
  readonly count: number;
  readonly first: Occurrence;
  readonly last: Occurrence;
  /** Stack trace of the last, cut where it is long; empty: it has none. */
  readonly stack: string;
  /** How many in which steps, by number after the epoch. */
  readonly steps: readonly (readonly [step: bigint, count: number])[];
}
