import { BLOCKED, NO_RUNTIME_EVENTS, OPEN_SPAN } from "../events/event-names.ts";
import { cut } from "../limits.ts";
import { LOG_COLUMNS, type LogRow } from "../rows/log.ts";
import { Parameters, type Run } from "../statement.ts";

export interface TraceLogs {
  /** By time, the earliest if there are more. */
  readonly logs: readonly LogRow[];
  readonly wereCut: boolean;
  /** What runtimes reported of spans of the traces, the newest first and if there are more. */
  readonly events: readonly LogRow[];
}

/** Reads the log records of these traces from `from` on, at most `limit`, and as many of the runtimes' reports, in one look-up. */
export async function readLogs(run: Run, traceIds: readonly string[], from: bigint, limit: number): Promise<TraceLogs> {
  if (traceIds.length === 0) return { logs: [], wereCut: false, events: [] };
  const parameters = new Parameters();
  const rows = await run<LogRow>(
    parameters.statement(`SELECT ${LOG_COLUMNS}
FROM logs
WHERE time >= ${parameters.time(from)} AND trace_id IN ${parameters.traceIds(traceIds)}
  AND (${NO_RUNTIME_EVENTS} OR event_name IN ('${OPEN_SPAN}', '${BLOCKED}'))
ORDER BY if(${NO_RUNTIME_EVENTS}, timeNano, -timeNano), observed_time
LIMIT ${parameters.bind("UInt32", limit + 1)} BY ${NO_RUNTIME_EVENTS}`),
  );
  const isEvent = ({ eventName }: LogRow): boolean => eventName === OPEN_SPAN || eventName === BLOCKED;
  const { rows: logs, wereCut } = cut(
    rows.filter((row) => !isEvent(row)),
    limit,
  );
  return { logs, wereCut, events: rows.filter(isEvent) };
}
