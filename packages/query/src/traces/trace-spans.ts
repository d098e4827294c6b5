import { idOf, stillOpen } from "../events/ended.ts";
import { readReported } from "../events/open-span.ts";
import { openSpanRow } from "../rows/open-span-row.ts";
import { readResources, type Resources } from "../rows/resource.ts";
import { SPAN_COLUMNS, type SpanRow } from "../rows/span.ts";
import { isLost } from "../rows/span-json.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { logsFrom, readBounds } from "./bounds.ts";

/** The spans of some traces, and nothing else of them. */
export interface TraceSpans {
  /** By start; those that have not ended are among them, as `openSpanRow` gives them. */
  readonly spans: readonly SpanRow[];
  readonly resources: Resources;
  /** IDs of traces that have more spans than are given. */
  readonly cut: ReadonlySet<string>;
}

/** Reads the spans of these traces, the earliest `limit` of each. `now` in Unix nanoseconds tells the lost from the open. */
export async function readTraceSpans(run: Run, traceIds: readonly string[], limit: number, now: bigint): Promise<TraceSpans> {
  if (traceIds.length === 0) return { spans: [], resources: new Map(), cut: new Set() };
  const bounds = await readBounds(run, traceIds);
  const [found, reported] = await Promise.all([
    bounds ? readEarliest(run, traceIds, bounds, limit + 1) : [],
    readReported(run, traceIds, logsFrom(bounds)),
  ]);
  const counts = new Map<string, number>();
  const cut = new Set<string>();
  const ended = found.filter(({ traceId }) => {
    const count = (counts.get(traceId) ?? 0) + 1;
    counts.set(traceId, count);
    if (count > limit) cut.add(traceId);
    return count <= limit;
  });
  const ids = new Set(ended.map(idOf));
  const notAmongEnded = reported.filter((span) => !ids.has(idOf(span)));
  // Where some were cut, the end of one may be among them.
  const open = cut.size > 0 ? await stillOpen(run, notAmongEnded) : notAmongEnded;
  const spans = [...ended, ...open.map((span) => openSpanRow(span, isLost(span, now) ? "lost" : "open"))];
  const resources = await readResources(
    run,
    spans.map(({ resource }) => resource),
  );
  return { spans: open.length > 0 ? spans.toSorted(byStart) : spans, resources, cut };
}

function readEarliest(run: Run, traceIds: readonly string[], bounds: TimeRange, limit: number): Promise<SpanRow[]> {
  const parameters = new Parameters();
  return run<SpanRow>(
    parameters.statement(`SELECT ${SPAN_COLUMNS}
FROM spans
WHERE time >= ${parameters.time(bounds.from)} AND time < ${parameters.time(bounds.to)} AND trace_id IN ${parameters.traceIds(traceIds)}
ORDER BY time, span_id
LIMIT ${parameters.bind("UInt32", limit)} BY trace_id`),
  );
}

function byStart(a: SpanRow, b: SpanRow): number {
  const difference = BigInt(a.startNano) - BigInt(b.startNano);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
