import type { Parameters } from "../../statement.ts";
import type { LogOperator } from "../operator.ts";

/** Condition that all of a text matches. `.` matches line ends, too: bodies have many lines, and what is looked for stands in one of them. */
export function matches(parameters: Parameters, text: string, pattern: string): string {
  const regex = parameters.bind("String", `^(?s:${pattern})$`);
  // A pattern that is none is an error also where no row has text to be matched: the second is worked out before any is read.
  return `(match(${text}, ${regex}) AND match('', ${regex}) < 2)`;
}

/** Condition on a text that is there: by its bytes, or by a regular expression for all of it. */
export function compareText(parameters: Parameters, text: string, operator: LogOperator, value: string): string {
  switch (operator) {
    case "=~":
      return matches(parameters, text, value);
    case "!~":
      return `NOT ${matches(parameters, text, value)}`;
    default:
      return `${text} ${operator} ${parameters.bind("String", value)}`;
  }
}
