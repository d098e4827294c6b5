import type { FieldValue } from "@throughline/query";

/** How Tempo writes that there is no value. */
const NIL = { stringValue: "nil" };

/** A value as `AnyValue`, in jsonpb. */
export function anyValue(value: FieldValue): object {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "bigint":
      return { intValue: String(value) };
    case "boolean":
      return { boolValue: value };
    case "number":
      return { doubleValue: Number.isFinite(value) ? value : String(value) };
    default:
      return { arrayValue: { values: value.map(anyValue) } };
  }
}

/** The same where there may be none. */
export function anyValueOrNil(value: FieldValue | undefined): object {
  return value === undefined ? NIL : anyValue(value);
}
