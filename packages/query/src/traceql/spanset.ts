import type { Field, FieldExpression } from "@throughline/traceql";

/** A value of an attribute or intrinsic: int64 is a bigint, so is a duration (nanoseconds); status and kind are their names. */
export type FieldValue = string | bigint | number | boolean | readonly FieldValue[];

/** What a field of the query is for a span. */
export interface NamedValue {
  readonly field: Field;
  readonly value: FieldValue;
}

/** Spans of one trace that the query finds together. */
export interface MatchedSpanset {
  /** How many there are; not all of them need be given. */
  readonly matched: number;
  /** What `by()` grouped them by; `undefined`: they have no value. */
  readonly groups: readonly { readonly expression: FieldExpression; readonly value: FieldValue | undefined }[];
  /** By start. */
  readonly spans: readonly MatchedSpan[];
}

/** A span that matches. Times in nanoseconds, as decimal strings. */
export interface MatchedSpan {
  readonly spanId: string;
  readonly name: string;
  readonly service: string;
  readonly startNano: string;
  readonly durationNano: string;
  /** Of the fields that the query names, those that the span has. */
  readonly fields: readonly NamedValue[];
}
