import { printSpansetExpression, type SpansetExpression, takeSpansetExpression } from "./spanset-expression.ts";
import { Tokens } from "./tokens.ts";

/** A whole query. Its nodes are frozen and hold no positions: two texts that mean the same give equal trees. */
export type Query = SpansetExpression;

/**
 * Reads the part of TraceQL that we answer: spanset filters of comparisons, joined by `&&` inside and outside.
 * @throws TraceQLError whose kind says whether it is wrong or only not supported yet.
 */
export function parse(text: string): Query {
  const tokens = new Tokens(text);
  const query = takeSpansetExpression(tokens);
  if (tokens.isSymbol("|")) throw unsupportedStage(tokens);
  if (tokens.current.type === "word" && tokens.current.text === "with") throw tokens.unsupported('the hint "with (…)"');
  if (tokens.current.type !== "end") throw tokens.expected('"&&" or the end of the query');
  return query;
}

function unsupportedStage(tokens: Tokens): Error {
  tokens.next();
  if (tokens.current.type === "word") return tokens.unsupported(`the pipeline stage "${tokens.current.text}"`);
  if (tokens.isSymbol("{", "(")) return tokens.unsupported("a pipeline");
  return tokens.expected('a pipeline stage after "|"');
}

/** The query as text; `parse` gives the same tree back. */
export function print(query: Query): string {
  return printSpansetExpression(query);
}
