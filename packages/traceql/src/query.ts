import { TraceQLError } from "./error.ts";
import { type Expression, takeExpression, takeMoreStages } from "./expression.ts";
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

/** What could be read of a query, and what could not. */
export interface ParsedQuery {
  /** Without the parts that could not be read; `undefined`: there is nothing else. */
  readonly query: Query | undefined;
  /** In the order of the text. */
  readonly errors: readonly TraceQLError[];
}

/** Reads a query. @throws TraceQLError that says what is wrong with it, and where. */
export function parse(text: string): Query {
  return takeQuery(new Tokens(text));
}

/**
 * Reads as much of a query as can be read, for an editor: behind an error it goes on at the next `}`, `|` or `)`, or at the next operand of
 * `&&` and `||`. Where there are no errors, the query is that of `parse`.
 */
export function parseAll(text: string): ParsedQuery {
  const errors: TraceQLError[] = [];
  const query = takeWhatCanBe(new Tokens(text, { errors }));
  return { query, errors: errors.toSorted((a, b) => (a.position?.offset ?? 0) - (b.position?.offset ?? 0)) };
}

/** Takes a query of tokens that gather errors. */
export function takeWhatCanBe(tokens: Tokens): Query | undefined {
  try {
    return tokens.recovering(() => takeQuery(tokens));
  } catch (error) {
    // There are too many to gather them all.
    if (error instanceof TraceQLError) return undefined;
    throw error;
  }
}

function takeQuery(tokens: Tokens): Query {
  let expression = takeExpression(tokens);
  let hints = takeHints(tokens);
  while (tokens.current.type !== "end") {
    tokens.recovering(() => {
      throw tokens.expected(isSpanset(expression) ? 'an operator, "|" or the end of the query' : AFTER_METRICS);
    });
    if (!tokens.isSymbol("|") || !isSpanset(expression)) tokens.next();
    expression = takeMoreStages(tokens, expression);
    hints = takeHints(tokens);
  }
  return Object.freeze({ type: "query", expression, hints });
}

const AFTER_METRICS = "an operator or the end of the query (topk, bottomk and comparisons of a metrics query stand inside its parentheses)";

/** Whether the query asks for series over time, not for traces. */
export function isMetrics(query: Query): query is Query & { readonly expression: MetricsExpression } {
  return !isSpanset(query.expression);
}

/** The query as text; `parse` gives the same tree back. */
export function print({ expression, hints }: Query): string {
  return `${isSpanset(expression) ? printSpansetExpression(expression) : printMetricsExpression(expression)}${printHints(hints)}`;
}
