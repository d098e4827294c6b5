import { isOrder } from "../operator.ts";
import { compareText } from "./compare-text.ts";
import type { LogField } from "./field.ts";

/** A field that is a column of text: the service, the body. */
export function textColumn(column: "service" | "body"): LogField {
  return {
    problem: (operator, _value, isQuoted) =>
      isOrder(operator) && !isQuoted
        ? `the ${column} is text: to compare it by ${operator}, by its bytes, put the value in quotes`
        : undefined,
    condition: (parameters, operator, value) => compareText(parameters, column, operator, value),
    existence: () => `${column} != ''`,
    narrowing: (parameters, operator, value) =>
      operator === "=" ? { within: compareText(parameters, column, "=", value), besides: [] } : undefined,
  };
}
