import { type Expression, takeExpression } from "./expression.ts";
import { type Hint, printHints, takeHints } from "./hint.ts";
import { type MetricsExpression, printMetricsExpression } from "./metrics-expression.ts";
import { isSpanset, printSpansetExpression } from "./spanset-expression.ts";
import { Tokens } from "./tokens.ts";

/** A whole query. Its nodes are frozen and hold no positions: two texts that mean the same give equal trees. */
export interface Query {
  readonly type: "query";
  readonly expression: Expression;
  readonly hints: readonly Hint[];
}

/** Reads a query. @throws TraceQLError that says what is wrong with it, and where. */
export function parse(text: string): Query {
  const tokens = new Tokens(text);
  const expression = takeExpression(tokens);
  const hints = takeHints(tokens);
  if (tokens.current.type !== "end") throw tokens.expected('an operator, "|" or the end of the query');
  return Object.freeze({ type: "query", expression, hints });
}

/** Whether the query asks for series over time, not for traces. */
export function isMetrics(query: Query): query is Query & { readonly expression: MetricsExpression } {
  return !isSpanset(query.expression);
}

/** The query as text; `parse` gives the same tree back. */
export function print({ expression, hints }: Query): string {
  return `${isSpanset(expression) ? printSpansetExpression(expression) : printMetricsExpression(expression)}${printHints(hints)}`;
}
