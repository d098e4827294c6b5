import type { IndexedEquality } from "../alternatives.ts";
import type { Parameters } from "../statement.ts";
import { attributeCondition, attributeIsThere } from "../traceql/attribute.ts";
import { isOrder, type LogOperator } from "./filter.ts";
import { SEVERITY, severityRange } from "./severity.ts";

/** Fields that are no attributes, or not only. */
const OWN_COLUMN: ReadonlySet<string> = new Set(["service", "severity", "body", "event"]);

/**
 * Condition on a field of a log record: `service`, `severity`, `body`, `event`, or else an attribute of the record, and if it
 * has none of that name, of its resource. A missing field matches no operator.
 */
export function fieldCondition(parameters: Parameters, key: string, operator: LogOperator, value: string): string {
  switch (key) {
    case "service":
    case "body":
      return isOrder(operator) ? attribute(parameters, key, operator, value) : `${key} ${operator} ${parameters.bind("String", value)}`;
    case "severity":
      return severity(parameters, operator, value);
    case "event":
      return isOrder(operator) ? attribute(parameters, key, operator, value) : event(parameters, operator, value);
    default:
      return attribute(parameters, key, operator, value);
  }
}

/** What the index on attributes can say of the field; `undefined`: nothing. */
export function indexedField(parameters: Parameters, key: string, operator: LogOperator, value: string): IndexedEquality | undefined {
  if (operator !== "=" || OWN_COLUMN.has(key)) return undefined;
  return { key, text: value, ofResource: onResource(textCondition(parameters, key, operator, value)) };
}

function severity(parameters: Parameters, operator: LogOperator, value: string): string {
  const { from, to } = severityRange(value) ?? { from: 0, to: 0 };
  const low = () => parameters.bind("UInt32", from);
  const high = () => parameters.bind("UInt32", to);
  const given = `${SEVERITY} > 0`;
  switch (operator) {
    case "=":
      return `${SEVERITY} BETWEEN ${low()} AND ${high()}`;
    case "!=":
      return `${given} AND NOT (${SEVERITY} BETWEEN ${low()} AND ${high()})`;
    case ">":
      return `${SEVERITY} > ${high()}`;
    case ">=":
      return `${SEVERITY} >= ${low()}`;
    case "<":
      return `${given} AND ${SEVERITY} < ${low()}`;
    case "<=":
      return `${given} AND ${SEVERITY} <= ${high()}`;
  }
}

/** An event may be named by the record's event name, by an attribute, or by a body that is nothing else. */
function event(parameters: Parameters, operator: LogOperator, value: string): string {
  const text = parameters.bind("String", value);
  if (operator === "!=") return `event_name != '' AND event_name != ${text}`;
  return `(event_name = ${text} OR body = ${text} OR ${attribute(parameters, "event", "=", value)})`;
}

function attribute(parameters: Parameters, key: string, operator: LogOperator, value: string): string {
  const isThere = attributeIsThere(parameters.bind("String", key));
  const condition = isOrder(operator)
    ? attributeCondition(parameters, key, operator, numberOf(value))
    : textCondition(parameters, key, operator, value);
  return `if(${isThere}, ${condition}, ${onResource(condition)})`;
}

function onResource(condition: string): string {
  return `resource IN (SELECT resource FROM resources WHERE ${condition})`;
}

function numberOf(value: string) {
  if (/^-?\d{1,18}$/.test(value)) return { type: "int", value: BigInt(value) } as const;
  return { type: "float", value: Number(value) } as const;
}

/** A value is compared as text, whatever its type; of an array, its elements are. */
function textCondition(parameters: Parameters, key: string, operator: LogOperator, value: string): string {
  const name = parameters.bind("String", key);
  const text = parameters.bind("String", value);
  const elements = `arrayMap(e -> if(JSONHas(e, 'stringValue'), JSONExtractString(e, 'stringValue'), trim(BOTH '"' FROM JSONExtractRaw(e, 1))), JSONExtractArrayRaw(attributes[${name}], 'values'))`;
  const isArray = `position(attribute_types, 'a') > 0 AND startsWith(attributes[${name}], '{"values":')`;
  const equal = `(attributes[${name}] = ${text} OR ${isArray} AND has(${elements}, ${text}))`;
  return `has(attributes.keys, ${name}) AND ${operator === "=" ? equal : `NOT ${equal}`}`;
}
