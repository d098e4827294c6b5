/**
 * How an attribute's value is stored, so that it comes back with its type.
 *
 * `attributes` holds the value as text; `attribute_types` holds one letter for each attribute, in the map's order. When all are
 * strings, which is the usual case for most keys, the letters are left out (empty text).
 *
 * | letter | OTLP AnyValue | text |
 * |---|---|---|
 * | `s` | stringValue | the string |
 * | `b` | boolValue | `true` or `false` |
 * | `i` | intValue | decimal |
 * | `d` | doubleValue | shortest decimal that reads back the same; `NaN`, `Infinity`, `-Infinity`, `-0` |
 * | `x` | bytesValue | base64 |
 * | `a` | arrayValue | OTLP/JSON of the ArrayValue: `{"values":[…]}` |
 * | `k` | kvlistValue | OTLP/JSON of the KeyValueList: `{"values":[…]}` |
 * | `n` | an AnyValue that is empty | empty |
 * | `-` | none at all | empty |
 */
export const VALUE_TYPES = {
  string: "s",
  bool: "b",
  int: "i",
  double: "d",
  bytes: "x",
  array: "a",
  kvlist: "k",
  empty: "n",
  absent: "-",
} as const;

/** One of the letters of `VALUE_TYPES`. */
export type ValueType = (typeof VALUE_TYPES)[keyof typeof VALUE_TYPES];

/** The type of the attribute at `index` in its map. */
export function valueTypeAt(attributeTypes: string, index: number): ValueType {
  return attributeTypes === "" ? VALUE_TYPES.string : (attributeTypes[index] as ValueType);
}
