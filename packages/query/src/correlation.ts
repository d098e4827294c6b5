import { cut, type Limits } from "./limits.ts";
import { LOG_COLUMNS, type LogRow } from "./rows/log.ts";
import { readResources } from "./rows/resource.ts";
import { Parameters, type Run } from "./statement.ts";
import { NO_RUNTIME_EVENTS } from "./events/event-names.ts";
import { countSamples } from "./samples/kinds.ts";
import { readTraces, type StoredTraces } from "./traces/trace.ts";
import { hull, type TimeRange } from "./windows.ts";

/** Everything of one user action. */
export interface StoredCorrelation extends StoredTraces {
  /** Traces that have the ID anywhere, oldest first. */
  readonly traceIds: readonly string[];
  readonly tracesWereCut: boolean;
}

/** Where a correlation ID occurs. */
export interface CorrelatedTraces {
  /** Newest last. */
  readonly traceIds: readonly string[];
  /** When they carried the ID; `undefined`: there are none. */
  readonly carried: TimeRange | undefined;
  readonly wereCut: boolean;
  /** When log records or samples outside any trace carry it; `undefined`: none does. */
  readonly outside: TimeRange | undefined;
}

const NO_TRACE = "0".repeat(32);

/** Looks up the traces that carry a correlation ID; the newest `limit` if there are more. */
export async function readCorrelatedTraces(run: Run, correlationId: string, limit: number): Promise<CorrelatedTraces> {
  const parameters = new Parameters();
  const found = await run<{ traceId: string; startNano: string; endNano: string }>(
    parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, toUnixTimestamp64Nano(min(start)) AS startNano, toUnixTimestamp64Nano(max(end)) AS endNano
FROM correlations
WHERE correlation_id = ${parameters.bind("String", correlationId)}
GROUP BY trace_id
ORDER BY trace_id = toFixedString('', 16) DESC, startNano DESC
LIMIT ${parameters.bind("UInt32", limit + 2)}`),
  );
  const outside = found.find(({ traceId }) => traceId === NO_TRACE);
  const { rows, wereCut } = cut(
    found.filter((row) => row !== outside),
    limit,
  );
  const ranges = rows.map(({ startNano, endNano }) => ({ from: BigInt(startNano), to: BigInt(endNano) + 1n }));
  return {
    traceIds: rows.map(({ traceId }) => traceId).toReversed(),
    carried: hull(ranges),
    wereCut,
    outside: outside && { from: BigInt(outside.startNano), to: BigInt(outside.endNano) + 1n },
  };
}

/** Reads everything of one user action; `undefined` where nothing carries its ID. */
export async function readCorrelation(run: Run, correlationId: string, limits: Limits): Promise<StoredCorrelation | undefined> {
  const { traceIds, carried, wereCut: tracesWereCut, outside } = await readCorrelatedTraces(run, correlationId, limits.traces);
  if (traceIds.length === 0 && !outside) return undefined;
  const [traces, logsOutside, samplesOutside] = await Promise.all([
    readTraces(run, traceIds, limits, carried),
    outside ? readLogsOutside(run, correlationId, outside, limits.logs + 1) : [],
    outside ? countSamples(run, { range: outside, of: { traceIds: [], spans: [], correlationId } }) : 0,
  ]);
  const logs = cut([...traces.logs, ...logsOutside].toSorted(byTime), limits.logs);
  return {
    ...traces,
    known: hull([traces.known, outside].filter((range) => range !== undefined)),
    traceIds,
    tracesWereCut,
    logs: logs.rows,
    samples: traces.samples + samplesOutside,
    logsWereCut: logs.wereCut || traces.logsWereCut,
    resources: new Map([
      ...traces.resources,
      ...(await readResources(
        run,
        logsOutside.map(({ resource }) => resource),
      )),
    ]),
  };
}

/** Log records that carry the ID and belong to no trace. */
function readLogsOutside(run: Run, correlationId: string, range: TimeRange, limit: number): Promise<LogRow[]> {
  const parameters = new Parameters();
  return run<LogRow>(
    parameters.statement(`SELECT ${LOG_COLUMNS}
FROM logs
WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND trace_id = toFixedString('', 16)
  AND has(correlation_ids, ${parameters.bind("String", correlationId)}) AND ${NO_RUNTIME_EVENTS}
ORDER BY time, observed_time
LIMIT ${parameters.bind("UInt32", limit)}`),
  );
}

function byTime(a: LogRow, b: LogRow): number {
  const difference = BigInt(a.timeNano) - BigInt(b.timeNano);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
