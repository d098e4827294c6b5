import { VALUE_TYPES, type ValueType } from "@throughline/schema";
import type { FieldValue } from "./spanset.ts";

/** A stored value as queries compare it; `undefined`: there is none. What compares with nothing is an array without elements. */
export function fieldValue(type: string, text: string): FieldValue | undefined {
  switch (type as ValueType | "") {
    case VALUE_TYPES.string:
      return text;
    case VALUE_TYPES.bool:
      return text === "true";
    case VALUE_TYPES.int:
      return BigInt(text);
    case VALUE_TYPES.double:
      return Number(text);
    case VALUE_TYPES.array:
      return elementsOf(JSON.parse(text) as ArrayValue);
    case VALUE_TYPES.bytes:
    case VALUE_TYPES.kvlist:
      return [];
    default:
      return undefined;
  }
}

interface ArrayValue {
  readonly values?: readonly OtlpValue[];
}

/** What an AnyValue in OTLP/JSON may be; an integer is text. */
export interface OtlpValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: string | number;
  readonly arrayValue?: ArrayValue;
}

function elementsOf({ values = [] }: ArrayValue): readonly FieldValue[] {
  return values.map((value) => anyFieldValue(value) ?? []);
}

/** The same of a value in OTLP/JSON. */
export function anyFieldValue(value: OtlpValue): FieldValue | undefined {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue } = value;
  if (stringValue !== undefined) return stringValue;
  if (boolValue !== undefined) return boolValue;
  if (intValue !== undefined) return BigInt(intValue);
  if (doubleValue !== undefined) return Number(doubleValue);
  if (arrayValue !== undefined) return elementsOf(arrayValue);
  return Object.keys(value).length > 0 ? [] : undefined;
}
