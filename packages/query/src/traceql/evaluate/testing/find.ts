import { isSpanset, parse, type SpansetExpression } from "@throughline/traceql";
import { evaluate } from "../evaluate.ts";
import type { Spanset } from "../span.ts";
import { type ShortSpan, trace } from "./trace.ts";

/** The expression of a query that is no metrics query. */
export function spansetExpression(q: string): SpansetExpression {
  const { expression } = parse(q);
  if (!isSpanset(expression)) throw new Error(`"${q}" is a metrics query`);
  return expression;
}

export function spansets(q: string, spans: readonly ShortSpan[], rest: Parameters<typeof trace>[1] = {}): readonly Spanset[] {
  return evaluate(spansetExpression(q), trace(spans, rest));
}

/** The IDs of the spans that match, set by set. */
export function found(q: string, spans: readonly ShortSpan[], rest: Parameters<typeof trace>[1] = {}): readonly (readonly string[])[] {
  return spansets(q, spans, rest).map((set) => set.spans.map(({ spanId }) => spanId));
}

/** Whether a condition is true of a span. */
export function matches(condition: string, of: ShortSpan, rest: Parameters<typeof trace>[1] = {}): boolean {
  return found(`{ ${condition} }`, [of], rest).length > 0;
}
