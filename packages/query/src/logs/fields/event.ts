import type { Parameters } from "../../statement.ts";
import { isOrder, isRegex, type LogOperator } from "../operator.ts";
import { item } from "./attribute.ts";
import { compareText } from "./compare-text.ts";
import type { LogField } from "./field.ts";

const IS_NAMED = "(event_name != '' OR has(attributes.keys, 'event'))";

/** What happened: named by the record's event name, by an attribute `event`, or by a body that is nothing else. */
export const event: LogField = {
  problem: (operator) => (isOrder(operator) ? "an event is compared by = != =~ !~" : undefined),
  condition: (parameters, operator, value) =>
    operator.startsWith("!")
      ? `${IS_NAMED} AND NOT ${isNamed(parameters, isRegex(operator) ? "=~" : "=", value)}`
      : isNamed(parameters, operator, value),
  existence: () => IS_NAMED,
  narrowing: (parameters, operator, value) => (operator === "=" ? { within: isNamed(parameters, "=", value), besides: [] } : undefined),
};

/** Each of the three has an index of its own, which ClickHouse combines. */
function isNamed(parameters: Parameters, operator: LogOperator, value: string): string {
  const inAttribute = `has(attributes.keys, 'event') AND ${compareText(parameters, "attributes['event']", operator, value)}`;
  const indexed = operator === "=" ? `${item(parameters, "event", value)} AND ` : "";
  return `(${["event_name", "body"].map((column) => compareText(parameters, column, operator, value)).join(" OR ")} OR ${indexed}${inAttribute})`;
}
