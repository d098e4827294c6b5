import { idOf, stillOpen } from "../events/ended.ts";
import type { OpenSpan } from "../events/open-span.ts";
import { type Drops, processesOf, readDrops } from "../events/processes.ts";
import { type Blocks, readBlocks } from "../events/read-blocks.ts";
import { readTraceEvents } from "../events/trace-events.ts";
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
  /** Those that have ended. */
  readonly spans: readonly SpanRow[];
  /** Those that are known only by reports that they run. */
  readonly openSpans: readonly OpenSpan[];
  readonly logs: readonly LogRow[];
  readonly blocks: Blocks;
  /** What the SDKs of the processes that took part could not send about that time. */
  readonly drops: readonly Drops[];
  readonly resources: Resources;
  readonly spansWereCut: boolean;
  readonly logsWereCut: boolean;
}

/**
 * Reads spans, log records and what runtimes reported of these traces. All are empty where none of them is known.
 * `earliest`: when one of them is known to have begun, in Unix nanoseconds, be it only by log records.
 */
export async function readTraces(run: Run, traceIds: readonly string[], limits: Limits, earliest?: bigint): Promise<StoredTraces> {
  const bounds = await readBounds(run, traceIds);
  const from = logsFrom(bounds, earliest);
  const [readSpanRows, readLogRows, events] = await Promise.all([
    bounds ? readSpans(run, traceIds, bounds, limits.spans + 1) : [],
    traceIds.length > 0 ? readLogs(run, traceIds, from, limits.logs + 1) : [],
    traceIds.length > 0 ? readTraceEvents(run, traceIds, from, limits.spans) : { reported: [], blocks: [] },
  ]);
  const { rows: spans, wereCut: spansWereCut } = cut(readSpanRows, limits.spans);
  const { rows: logs, wereCut: logsWereCut } = cut(readLogRows, limits.logs);
  const ended = new Set(spans.map(idOf));
  const notAmongEnded = events.reported.filter((span) => !ended.has(idOf(span)));
  // Where some were cut, the end of one may be among them.
  const openSpans = (spansWereCut ? await stillOpen(run, notAmongEnded) : notAmongEnded).toSorted(byStart);

  const processes = processesOf(spans, openSpans, logs);
  const [blocks, drops, resources] = await Promise.all([
    readBlocks(run, events.blocks, processes, spans, openSpans),
    processes ? readDrops(run, processes) : [],
    readResources(
      run,
      [...spans, ...openSpans, ...logs].map(({ resource }) => resource),
    ),
  ]);
  return { spans, openSpans, logs, blocks, drops, resources, spansWereCut, logsWereCut };
}

function byStart(a: OpenSpan, b: OpenSpan): number {
  const difference = BigInt(a.startNano) - BigInt(b.startNano);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
