/** Longest first: the reader takes the first that is there. */
export const LOG_OPERATORS = ["=~", "!~", "!=", ">=", "<=", "=", ">", "<"] as const;
export type LogOperator = (typeof LOG_OPERATORS)[number];

/** An operator that asks which of two is larger. */
export type OrderOperator = ">" | ">=" | "<" | "<=";

export function isOrder(operator: LogOperator): operator is OrderOperator {
  return operator.startsWith(">") || operator.startsWith("<");
}

export function isRegex(operator: LogOperator): operator is "=~" | "!~" {
  return operator.endsWith("~");
}
