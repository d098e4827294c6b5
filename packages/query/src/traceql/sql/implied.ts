import type { FieldExpression } from "@throughline/traceql";

/**
 * What must hold wherever an expression does, by what is known of some of its comparisons: all that is known in an `and`; in an `or`
 * something must be known of each. `undefined`: nothing is known.
 */
export function implied<T>(
  expression: FieldExpression,
  known: (comparison: FieldExpression) => T | undefined,
  all: (parts: readonly T[]) => T,
  any: (parts: readonly T[]) => T,
): T | undefined {
  if (expression.type !== "and" && expression.type !== "or") return known(expression);
  const parts = expression.operands.map((operand) => implied(operand, known, all, any));
  const present = parts.filter((part) => part !== undefined);
  if (present.length === 0 || (expression.type === "or" && present.length < parts.length)) return undefined;
  return expression.type === "and" ? all(present) : any(present);
}
