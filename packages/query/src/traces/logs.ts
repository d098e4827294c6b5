import { NO_RUNTIME_EVENTS } from "../events/event-names.ts";
import { LOG_COLUMNS, type LogRow } from "../rows/log.ts";
import { Parameters, type Run } from "../statement.ts";

/** Reads the log records of these traces by time, from `from` on, at most `limit`. */
export function readLogs(run: Run, traceIds: readonly string[], from: bigint, limit: number): Promise<LogRow[]> {
  const parameters = new Parameters();
  return run<LogRow>(
    parameters.statement(`SELECT ${LOG_COLUMNS}
FROM logs
WHERE time >= ${parameters.time(from)} AND trace_id IN ${parameters.traceIds(traceIds)} AND ${NO_RUNTIME_EVENTS}
ORDER BY time, observed_time
LIMIT ${parameters.bind("UInt32", limit)}`),
  );
}
