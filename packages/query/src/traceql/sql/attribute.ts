import { anyValueOperand } from "./any-value.ts";
import { type Operand, type Place, type Row } from "./operand.ts";

/** Attributes as their columns hold them: SQL of the map, of its keys and of the letters of the values' types. */
export interface StoredMap {
  readonly map: string;
  readonly keys: string;
  readonly types: string;
}

/** Attributes of the row at hand, be it a span or a resource: both hold them in the same columns. */
export const OF_ROW: StoredMap = { map: "attributes", keys: "attributes.keys", types: "attribute_types" };

/** An attribute. */
export function attributeOperand(row: Row, key: string, { map, keys, types }: StoredMap, place: Place): Operand {
  const name = row.parameters.bind("String", key);
  const index = `indexOf(${keys}, ${name})`;
  const type = `if(${index} = 0, '', if(${types} = '', 's', substring(${types}, ${index}, 1)))`;
  const text = `${map}[${name}]`;
  const is = (letter: string): string => `${type} = '${letter}'`;
  return {
    place,
    isThere: `${type} NOT IN ('', 'n', '-')`,
    scalars: new Map([
      ["s", { is: is("s"), value: text }],
      ["b", { is: is("b"), value: text }],
      ["i", { is: is("i"), value: `toInt64OrZero(${text})` }],
      ["d", { is: is("d"), value: `toFloat64OrZero(${text})` }],
    ]),
    array: {
      is: `${type} IN ('a', 'x', 'k')`,
      elements: `if(${is("a")}, JSONExtractArrayRaw(${text}, 'values'), [])`,
      element: (json) => anyValueOperand(json, place),
    },
  };
}
