import { HAS_ARRAYS } from "../../alternatives.ts";
import type { Parameters } from "../../statement.ts";
import { attributeCondition, attributeIsThere } from "../../traceql/attribute.ts";
import { isOrder, isRegex, type LogOperator } from "../operator.ts";
import { compareText, matches } from "./compare-text.ts";
import type { LogField } from "./field.ts";
import { isAsStored, numberIn } from "./number.ts";

/** An attribute of the record, and if it has none of that name, of its resource. */
export function attribute(key: string): LogField {
  return {
    problem,
    condition(parameters, operator, value, isQuoted) {
      const isThere = attributeIsThere(parameters.bind("String", key));
      const condition = compare(parameters, key, operator, value, isQuoted);
      return `if(${isThere}, ${condition}, ${onResource(condition)})`;
    },
    existence(parameters) {
      const isThere = attributeIsThere(parameters.bind("String", key));
      return `(${isThere} OR ${onResource(isThere)})`;
    },
    narrowing(parameters, operator, value, isQuoted) {
      if (!isIndexed(operator, value, isQuoted)) return undefined;
      const text = compare(parameters, key, operator, value, true);
      return { within: item(parameters, key, value), besides: [HAS_ARRAYS, onResource(text)] };
    },
  };
}

/** An attribute of the record itself: `attributes.key`. */
export function recordAttribute(key: string): LogField {
  return {
    problem,
    condition: (parameters, operator, value, isQuoted) =>
      `${attributeIsThere(parameters.bind("String", key))} AND ${compare(parameters, key, operator, value, isQuoted)}`,
    existence: (parameters) => attributeIsThere(parameters.bind("String", key)),
    narrowing: (parameters, operator, value, isQuoted) =>
      isIndexed(operator, value, isQuoted) ? { within: item(parameters, key, value), besides: [HAS_ARRAYS] } : undefined,
  };
}

/** An attribute of the record's resource: `resource.key`. */
export function resourceAttribute(key: string): LogField {
  return {
    problem,
    condition: (parameters, operator, value, isQuoted) => onResource(recordAttribute(key).condition(parameters, operator, value, isQuoted)),
    existence: (parameters) => onResource(attributeIsThere(parameters.bind("String", key))),
  };
}

/** Condition that the index serves: the record has the attribute as a single value with this text. */
export function item(parameters: Parameters, key: string, value: string): string {
  return `has(items, ${parameters.bind("String", `${key}=${value}`)})`;
}

function isIndexed(operator: LogOperator, value: string, isQuoted: boolean): boolean {
  return operator === "=" && (isQuoted || numberIn(value) === undefined || isAsStored(value));
}

function problem(operator: LogOperator, value: string, isQuoted: boolean): string | undefined {
  if (!isOrder(operator) || isQuoted || numberIn(value)) return undefined;
  return `${operator} compares numbers, and "${value}" is none; to compare text, by its bytes, put it in quotes`;
}

function onResource(condition: string): string {
  return `resource IN (SELECT resource FROM resources WHERE ${condition})`;
}

/**
 * Condition on an attribute that is there, of a record or a resource: both hold them in the same columns. By `>` and the like numbers compare with numbers and text in
 * quotes with text; else the value's text is compared, whatever its type, of an array by element. A number also equals one that is written in another way.
 */
function compare(parameters: Parameters, key: string, operator: LogOperator, value: string, isQuoted: boolean): string {
  const number = isQuoted ? undefined : numberIn(value);
  if (isOrder(operator)) return attributeCondition(parameters, key, operator, number ?? { type: "string", value });
  const name = parameters.bind("String", key);
  const place = `attributes[${name}]`;
  const isNegated = operator.startsWith("!");
  const text = isRegex(operator) ? matches(parameters, place, value) : compareText(parameters, place, "=", value);
  const element = isRegex(operator) ? matches(parameters, "e", value) : compareText(parameters, "e", "=", value);
  const elements = `arrayMap(e -> if(JSONHas(e, 'stringValue'), JSONExtractString(e, 'stringValue'), trim(BOTH '"' FROM JSONExtractRaw(e, 1))), JSONExtractArrayRaw(${place}, 'values'))`;
  const any = [
    text,
    `${HAS_ARRAYS} AND substring(attribute_types, indexOf(attributes.keys, ${name}), 1) = 'a' AND arrayExists(e -> ${element}, ${elements})`,
    ...(number && !isRegex(operator) && !isAsStored(value) ? [attributeCondition(parameters, key, "=", number)] : []),
  ].join(" OR ");
  return `has(attributes.keys, ${name}) AND ${isNegated ? "NOT " : ""}(${any})`;
}
