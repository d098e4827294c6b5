import { cut, type Limits } from "../limits.ts";
import type { LogRow } from "../rows/log.ts";
import { readResources, type Resources } from "../rows/resource.ts";
import type { SpanRow } from "../rows/span.ts";
import type { Run } from "../statement.ts";
import { logsFrom, readBounds } from "./bounds.ts";
import { readLogs } from "./logs.ts";
import { readSpans } from "./spans.ts";

/** All that is stored of one or more traces, by time, oldest first. */
export interface StoredTraces {
  readonly spans: readonly SpanRow[];
  readonly logs: readonly LogRow[];
  readonly resources: Resources;
  readonly spansWereCut: boolean;
  readonly logsWereCut: boolean;
}

/**
 * Reads spans and log records of these traces. Both are empty where none of them is known.
 * `earliest`: when one of them is known to have begun, in Unix nanoseconds, be it only by log records.
 */
export async function readTraces(run: Run, traceIds: readonly string[], limits: Limits, earliest?: bigint): Promise<StoredTraces> {
  const bounds = await readBounds(run, traceIds);
  const [spans, logs] = await Promise.all([
    bounds ? readSpans(run, traceIds, bounds, limits.spans + 1) : [],
    traceIds.length > 0 ? readLogs(run, traceIds, logsFrom(bounds, earliest), limits.logs + 1) : [],
  ]);
  const cutSpans = cut(spans, limits.spans);
  const cutLogs = cut(logs, limits.logs);
  return {
    spans: cutSpans.rows,
    logs: cutLogs.rows,
    resources: await readResources(
      run,
      [...cutSpans.rows, ...cutLogs.rows].map(({ resource }) => resource),
    ),
    spansWereCut: cutSpans.wereCut,
    logsWereCut: cutLogs.wereCut,
  };
}
