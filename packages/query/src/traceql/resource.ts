import type { ComparisonOperator, Literal } from "@throughline/traceql";
import type { Parameters } from "../statement.ts";
import { attributeCondition } from "./attribute.ts";
import { textCondition } from "./scalar.ts";

const SERVICE_NAME = "service.name";

/** Condition on an attribute of the resource of the row at hand. The service's name has a column of its own, `unknown_service` where it is not given. */
export function resourceCondition(parameters: Parameters, attribute: string, operator: ComparisonOperator, literal: Literal): string {
  if (attribute === SERVICE_NAME && literal.type === "string") return textCondition(parameters, "service", operator, literal.value);
  if (literal.type === "nil" && operator === "=")
    return `resource NOT IN (SELECT resource FROM resources WHERE ${attributeCondition(parameters, attribute, "!=", literal)})`;
  return `resource IN (SELECT resource FROM resources WHERE ${attributeCondition(parameters, attribute, operator, literal)})`;
}
