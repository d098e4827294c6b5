import type { Operand, Place } from "./operand.ts";

/** An AnyValue in OTLP/JSON: an element of an array, or an attribute of an instrumentation scope. */
export function anyValueOperand(json: string, place: Place): Operand {
  const is = (field: string): string => `JSONHas(${json}, '${field}')`;
  const raw = (field: string): string => `trim(BOTH '"' FROM JSONExtractRaw(${json}, '${field}'))`;
  return {
    place,
    isThere: `JSONLength(${json}) > 0`,
    scalars: new Map([
      ["s", { is: is("stringValue"), value: `JSONExtractString(${json}, 'stringValue')` }],
      ["b", { is: is("boolValue"), value: raw("boolValue") }],
      ["i", { is: is("intValue"), value: `toInt64OrZero(${raw("intValue")})` }],
      ["d", { is: is("doubleValue"), value: `toFloat64OrZero(${raw("doubleValue")})` }],
    ]),
    array: {
      is: `(${["arrayValue", "bytesValue", "kvlistValue"].map(is).join(" OR ")})`,
      elements: `JSONExtractArrayRaw(${json}, 'arrayValue', 'values')`,
      element: (element) => anyValueOperand(element, place),
    },
  };
}
