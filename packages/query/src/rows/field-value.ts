import type { FieldValue } from "../traceql/spanset.ts";

/** A value of a field as plain JSON, as attributes are: an integer beyond 2^53 is a decimal string, NaN and the infinities are strings. */
export function plainFieldValue(value: FieldValue): unknown {
  switch (typeof value) {
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "object":
      return value.map(plainFieldValue);
    default:
      return value;
  }
}
