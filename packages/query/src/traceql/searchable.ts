import { isMetrics, isSpanset, type Query, type SpansetExpression, TraceQLError } from "@throughline/traceql";

/** What traces are always given as. */
const MOST_RECENT = "most_recent";

/** What a query asks of traces. @throws TraceQLError if it asks for something else. */
export function searchable(query: Query): SpansetExpression {
  const { expression, hints } = query;
  if (isMetrics(query) || !isSpanset(expression))
    throw new TraceQLError(
      "unsupported",
      "a search gives traces, and this query asks for numbers over time: send it to /api/v1/metrics (Tempo: /tempo/api/metrics/query_range)",
    );
  const other = hints.find(({ name }) => name !== MOST_RECENT);
  if (other)
    throw new TraceQLError(
      "unsupported",
      `the hint "${other.name}" is of queries for numbers over time: a search takes ${MOST_RECENT}, and always gives the most recent traces`,
    );
  return expression;
}
