import type { ComparisonOperator, Literal } from "@throughline/traceql";
import type { Parameters } from "../statement.ts";
import { type Place, scalarCondition, typeFits } from "./scalar.ts";

/** Letter of an attribute's type in `attributes`, as of the row at hand; empty where the attribute is not there. */
function typeOf(key: string): string {
  const index = `indexOf(attributes.keys, ${key})`;
  return `if(${index} = 0, '', if(attribute_types = '', 's', substring(attribute_types, ${index}, 1)))`;
}

/** Whether the row has the attribute with a value. `key` is SQL. */
export function attributeIsThere(key: string): string {
  return `${typeOf(key)} NOT IN ('', 'n', '-')`;
}

/** The attribute itself. `key` is SQL. */
function attributePlace(key: string): Place {
  return { is: (letter) => `${typeOf(key)} = '${letter}'`, text: () => `attributes[${key}]` };
}

const FIELD = { s: "stringValue", b: "boolValue", i: "intValue", d: "doubleValue" } as const;

/** An element of an attribute that is an array: `e`, an AnyValue in OTLP/JSON. */
const element: Place = {
  is: (letter) => `JSONHas(e, '${FIELD[letter]}')`,
  text: (letter) => (letter === "s" ? "JSONExtractString(e, 'stringValue')" : `trim(BOTH '"' FROM JSONExtractRaw(e, '${FIELD[letter]}'))`),
};

/**
 * Condition on an attribute of the row at hand, be it a span or a resource: both hold them in the same columns.
 * Of an array, `!=` and `!~` ask that no element be equal, all others that any one compare so.
 */
export function attributeCondition(parameters: Parameters, attribute: string, operator: ComparisonOperator, literal: Literal): string {
  const key = parameters.bind("String", attribute);
  if (literal.type === "nil") return operator === "=" ? `NOT (${attributeIsThere(key)})` : attributeIsThere(key);
  const scalar = scalarCondition(parameters, attributePlace(key), operator, literal);
  return `(${scalar} OR ${typeOf(key)} = 'a' AND ${elementCondition(parameters, key, operator, literal)})`;
}

function elementCondition(parameters: Parameters, key: string, operator: ComparisonOperator, literal: Literal): string {
  const elements = `JSONExtractArrayRaw(attributes[${key}], 'values')`;
  const any = (condition: string) => `arrayExists(e -> ${condition}, ${elements})`;
  if (operator !== "!=" && operator !== "!~") return any(scalarCondition(parameters, element, operator, literal));
  const equal = scalarCondition(parameters, element, operator === "!=" ? "=" : "=~", literal);
  return `${any(typeFits(element, literal))} AND NOT ${any(equal)}`;
}
