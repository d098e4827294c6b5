import { isOrder, isRegex } from "../operator.ts";
import { matches } from "./compare-text.ts";
import type { LogField } from "./field.ts";

/** A correlation ID that the record itself carries, under whichever name. */
export const correlationId: LogField = {
  problem: (operator) => (isOrder(operator) ? "a correlation ID is compared by = != =~ !~" : undefined),
  condition(parameters, operator, value) {
    const any = isRegex(operator)
      ? `arrayExists(id -> ${matches(parameters, "id", value)}, correlation_ids)`
      : `has(correlation_ids, ${parameters.bind("String", value)})`;
    return operator.startsWith("!") ? `notEmpty(correlation_ids) AND NOT ${any}` : any;
  },
  existence: () => "notEmpty(correlation_ids)",
  narrowing: (parameters, operator, value) =>
    operator === "=" ? { within: `has(correlation_ids, ${parameters.bind("String", value)})`, besides: [] } : undefined,
};
