import type { FieldValue } from "../spanset.ts";

/** A label by the name that the query gives the field, or by one of Tempo's own: `p`, `__bucket`, `__meta_type`, `__meta_error`, `__name__`. */
export interface Label {
  readonly name: string;
  /** `undefined`: the spans of the series do not have the field. */
  readonly value: FieldValue | undefined;
}

/** A span that a value of a series was made of. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly timeNano: bigint;
  readonly value: number;
}

/** Values over time. */
export interface Series {
  readonly labels: readonly Label[];
  /** One for each step, NaN where there is none. */
  readonly values: Float64Array;
  readonly exemplars: readonly Exemplar[];
}

/** Whether the series has any value. */
export function hasValues({ values }: Series): boolean {
  return values.some((value) => !Number.isNaN(value));
}
