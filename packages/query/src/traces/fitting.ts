import { Parameters, type Run } from "../statement.ts";
import type { TraceBounds } from "./bounds.ts";

/** Up to so many spans nobody weighs them: they are few enough whatever stands in them. */
const WEIGHED_ABOVE = 10_000;

/** What the attributes, events and links of the spans of one answer may take, as ClickHouse holds them. */
const MOST_BYTES = 256 * 1024 * 1024;

/** How many of the spans of these traces one answer holds, at most `limit`: fewer where they are large on average. */
export async function fittingSpans(run: Run, traceIds: readonly string[], bounds: TraceBounds, limit: number): Promise<number> {
  if (Math.min(bounds.spans, limit) <= WEIGHED_ABOVE) return limit;
  const parameters = new Parameters();
  const [row] = await run<{ count: string; bytes: string }>(
    parameters.statement(`SELECT count() AS count, sum(byteSize(attributes, event_attributes, link_attributes, status_message)) AS bytes
FROM spans
WHERE time >= ${parameters.time(bounds.from)} AND time < ${parameters.time(bounds.to)} AND trace_id IN ${parameters.traceIds(traceIds)}`),
  );
  const each = Number(row?.bytes ?? 0) / Math.max(1, Number(row?.count ?? 0));
  return Math.min(limit, Math.max(WEIGHED_ABOVE, Math.round(MOST_BYTES / Math.max(1, each))));
}
