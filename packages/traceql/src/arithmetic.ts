import type { FieldExpression } from "./field-expression.ts";
import type { Taken, Tokens } from "./tokens.ts";
import { checkNumber } from "./type.ts";

export const ARITHMETIC_OPERATORS = ["+", "-", "*", "/", "%", "^"] as const;
export type ArithmeticOperator = (typeof ARITHMETIC_OPERATORS)[number];

/** How tightly each binds, among themselves. */
export const ARITHMETIC_PRECEDENCE: Readonly<Record<ArithmeticOperator, number>> = { "+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "^": 3 };

/** A calculation with numbers and durations of one span. Without a value where a side is no number. */
export interface Arithmetic {
  readonly type: "arithmetic";
  readonly operator: ArithmeticOperator;
  readonly left: FieldExpression;
  readonly right: FieldExpression;
}

/** Makes a calculation of what has been taken. @throws TraceQLError for a side that is never a number. */
export function makeArithmetic(
  tokens: Tokens,
  { node: operator }: Taken<string>,
  left: Taken<FieldExpression>,
  right: Taken<FieldExpression>,
): Arithmetic {
  for (const side of [left, right]) checkNumber(tokens, side, `"${operator}"`);
  return tokens.node(
    { type: "arithmetic", operator: operator as ArithmeticOperator, left: left.node, right: right.node },
    left.node,
    right.node,
  );
}
