import type { LogFilter } from "../logs/filter.ts";
import { logRows } from "../logs/rows.ts";
import { LOG_COLUMNS, type LogRow } from "../rows/log.ts";
import { Parameters, type Run, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { type Arrived, arrivedConditions } from "./arrivals.ts";
import { type ArrivedRows, readArrived } from "./arrived-rows.ts";

/** Which log records. `service`: only those of one. */
export interface ArrivingLogs {
  readonly filter: LogFilter;
  readonly service: string | undefined;
}

/** All that can be stored. */
const EVER: TimeRange = { from: 0n, to: 2n ** 63n - 1n };

/** Log records that have arrived and that the filter finds, at most `limit`. */
export function readArrivedLogs(run: Run, logs: ArrivingLogs, arrived: Arrived, limit: number): Promise<ArrivedRows<LogRow>> {
  return readArrived<LogRow>(
    run,
    limit,
    statement(run, logs, arrived, LOG_COLUMNS, (parameters, rows) => {
      const union = rows.length === 1 ? rows[0] : `SELECT * FROM (\n${rows.join("\nUNION ALL\n")}\n)`;
      return `${union}\nORDER BY timeNano DESC, rank DESC\nLIMIT ${parameters.bind("UInt32", limit + 1)}`;
    }),
    statement(run, logs, arrived, "count() AS records", (_, rows) => rows.join("\nUNION ALL\n")),
  );
}

function statement(
  run: Run,
  { filter, service }: ArrivingLogs,
  arrived: Arrived,
  columns: string,
  combine: (parameters: Parameters, selects: readonly string[]) => string,
): Statement {
  const parameters = new Parameters();
  const conditions = arrivedConditions(parameters, arrived, run);
  const selects = logRows(parameters, { filter, scope: { service }, range: EVER }, conditions).map((rows) => `SELECT ${columns}\n${rows}`);
  return parameters.statement(combine(parameters, selects));
}
