import { SEVERITY, SEVERITY_FORMAT, severityRange } from "../severity.ts";
import { isRegex } from "../operator.ts";
import type { LogField } from "./field.ts";

/** How grave a record says that it is. */
export const severity: LogField = {
  problem(operator, value) {
    if (isRegex(operator)) return "a severity is compared by = != > >= < <=";
    return severityRange(value) ? undefined : `severity "${value}" is none: accepted are ${SEVERITY_FORMAT}`;
  },
  condition(parameters, operator, value) {
    const { from, to } = severityRange(value) ?? { from: 0, to: 0 };
    const low = () => parameters.bind("UInt32", from);
    const high = () => parameters.bind("UInt32", to);
    const given = `${SEVERITY} > 0`;
    switch (operator) {
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
      default:
        return `${SEVERITY} BETWEEN ${low()} AND ${high()}`;
    }
  },
  existence: () => `${SEVERITY} > 0`,
};
