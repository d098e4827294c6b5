import { idOf, stillOpen } from "../events/ended.ts";
import { type OpenSpan, openSpansOf } from "../events/open-span.ts";
import { type Drops, dropsOf, processesOf, readProcessEvents } from "../events/processes.ts";
import { type Blocks, readBlocks } from "../events/read-blocks.ts";
import { cut, type Limits } from "../limits.ts";
import type { LogRow } from "../rows/log.ts";
import { readResources, type Resources } from "../rows/resource.ts";
import type { SpanRow } from "../rows/span.ts";
import { around } from "../samples/bounds.ts";
import { countSamples } from "../samples/kinds.ts";
import type { Run } from "../statement.ts";
import { logsFrom, readBounds } from "./bounds.ts";
import { fittingSpans } from "./fitting.ts";
import { readLogs } from "./logs.ts";
import { readSpans } from "./spans.ts";
import { hull, type TimeRange } from "../windows.ts";

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
  /** When they are known to have run; `undefined`: nothing is stored. */
  readonly known: TimeRange | undefined;
  /** Stack samples of the traces, of any type. */
  readonly samples: number;
  readonly resources: Resources;
  readonly spansWereCut: boolean;
  readonly logsWereCut: boolean;
}

/**
 * Reads spans, log records and what runtimes reported of these traces. All are empty where none of them is known.
 * `elsewhere`: when they are known to have run, be it only by log records or samples.
 */
export async function readTraces(run: Run, traceIds: readonly string[], limits: Limits, elsewhere?: TimeRange): Promise<StoredTraces> {
  const bounds = await readBounds(run, traceIds);
  const limit = bounds ? await fittingSpans(run, traceIds, bounds, limits.spans) : limits.spans;
  const [found, { logs, wereCut: logsWereCut, events }] = await Promise.all([
    bounds ? readSpans(run, traceIds, bounds, limit + 1) : [],
    readLogs(run, traceIds, logsFrom(bounds, elsewhere?.from), limits.logs),
  ]);
  const { rows: spans, wereCut: spansWereCut } = cut(found, limit);
  const ended = new Set(spans.map(idOf));
  const notAmongEnded = openSpansOf(events).filter((span) => !ended.has(idOf(span)));
  // Where some were cut, the end of one may be among them.
  const openSpans = (spansWereCut ? await stillOpen(run, notAmongEnded) : notAmongEnded).toSorted(byStart);

  const processes = processesOf(spans, openSpans, logs);
  const known = hull([bounds, processes?.range, elsewhere].filter((range) => range !== undefined));
  const ran = known && around(known);
  const [processEvents, samples, resources] = await Promise.all([
    processes ? readProcessEvents(run, processes) : [],
    ran ? countSamples(run, { range: ran, of: { traceIds, spans: [], ran } }) : 0,
    readResources(
      run,
      [...spans, ...openSpans, ...logs].map(({ resource }) => resource),
    ),
  ]);
  const blocks = await readBlocks(run, events, processEvents, spans, openSpans);
  const drops = processes ? dropsOf(processEvents, processes) : [];
  return { spans, openSpans, logs, blocks, drops, known, samples, resources, spansWereCut, logsWereCut };
}

function byStart(a: OpenSpan, b: OpenSpan): number {
  const difference = BigInt(a.startNano) - BigInt(b.startNano);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
