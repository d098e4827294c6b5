import { type Comparison, printComparison, takeComparison } from "./comparison.ts";
import type { Tokens } from "./tokens.ts";

/** `a && b && …`: all are true of the same span. At least two, none of them an `and` itself. */
export interface FieldAnd {
  readonly type: "and";
  readonly operands: readonly Comparison[];
}

/** What a spanset filter asks of a span. */
export type FieldExpression = Comparison | FieldAnd;

/** Parentheses may be nested this deep. */
export const MAX_DEPTH = 100;

/** Takes comparisons joined by `&&`. @throws TraceQLError */
export function takeFieldExpression(tokens: Tokens, depth = 0): FieldExpression {
  const operands: Comparison[] = [];
  do operands.push(...takeOperand(tokens, depth));
  while (tokens.takeSymbol("&&"));
  if (tokens.isSymbol("||")) throw tokens.unsupported('the operator "||"');
  const [first] = operands;
  return operands.length === 1 && first ? first : Object.freeze({ type: "and", operands: Object.freeze(operands) });
}

function takeOperand(tokens: Tokens, depth: number): readonly Comparison[] {
  if (!tokens.takeSymbol("(")) return [takeComparison(tokens)];
  if (depth >= MAX_DEPTH) throw tokens.syntaxError(`parentheses are nested more than ${MAX_DEPTH} deep`);
  const inner = takeFieldExpression(tokens, depth + 1);
  tokens.expectSymbol(")");
  return comparisonsOf(inner);
}

/** What all must be true. */
export function comparisonsOf(expression: FieldExpression): readonly Comparison[] {
  return expression.type === "and" ? expression.operands : [expression];
}

/** The expression as the language writes it. */
export function printFieldExpression(expression: FieldExpression): string {
  return comparisonsOf(expression).map(printComparison).join(" && ");
}
