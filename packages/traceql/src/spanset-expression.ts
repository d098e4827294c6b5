import { MAX_DEPTH } from "./field-expression.ts";
import { printSpansetFilter, type SpansetFilter, takeSpansetFilter } from "./spanset-filter.ts";
import type { Tokens } from "./tokens.ts";

/** `{a} && {b} && …`: traces in which each has a span of its own choice. At least two. */
export interface SpansetAnd {
  readonly type: "spanset-and";
  readonly operands: readonly SpansetFilter[];
}

/** What a trace must hold. */
export type SpansetExpression = SpansetFilter | SpansetAnd;

/** Relations between spansets that TraceQL has and we do not yet. */
const NOT_YET = ["||", ">>", ">", "<<", "<", "~", "!>>", "!>", "!<<", "!<", "!~", "&>>", "&>", "&<<", "&<", "&~"];

/** Takes spanset filters joined by `&&`. @throws TraceQLError */
export function takeSpansetExpression(tokens: Tokens, depth = 0): SpansetExpression {
  const operands: SpansetFilter[] = [];
  do operands.push(...takeOperand(tokens, depth));
  while (tokens.takeSymbol("&&"));
  if (tokens.isSymbol(...NOT_YET)) throw tokens.unsupported(`the operator "${tokens.current.text}" between spansets`);
  const [first] = operands;
  return operands.length === 1 && first ? first : Object.freeze({ type: "spanset-and", operands: Object.freeze(operands) });
}

function takeOperand(tokens: Tokens, depth: number): readonly SpansetFilter[] {
  if (!tokens.takeSymbol("(")) return [takeSpansetFilter(tokens)];
  if (depth >= MAX_DEPTH) throw tokens.syntaxError(`parentheses are nested more than ${MAX_DEPTH} deep`);
  const inner = takeSpansetExpression(tokens, depth + 1);
  if (tokens.isSymbol("|")) throw tokens.unsupported("a pipeline");
  tokens.expectSymbol(")");
  return filtersOf(inner);
}

/** Each of these must match a span of the trace. */
export function filtersOf(expression: SpansetExpression): readonly SpansetFilter[] {
  return expression.type === "spanset-and" ? expression.operands : [expression];
}

/** The expression as the language writes it. */
export function printSpansetExpression(expression: SpansetExpression): string {
  return filtersOf(expression).map(printSpansetFilter).join(" && ");
}
