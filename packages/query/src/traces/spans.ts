import { type SpanRow, SPAN_COLUMNS } from "../rows/span.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

/** Reads the spans of these traces by start time, at most `limit`. */
export function readSpans(run: Run, traceIds: readonly string[], bounds: TimeRange, limit: number): Promise<SpanRow[]> {
  const parameters = new Parameters();
  return run<SpanRow>(
    parameters.statement(`SELECT ${SPAN_COLUMNS}
FROM spans
WHERE time >= ${parameters.time(bounds.from)} AND time < ${parameters.time(bounds.to)} AND trace_id IN ${parameters.traceIds(traceIds)}
ORDER BY time, span_id
LIMIT ${parameters.bind("UInt32", limit)}`),
  );
}
