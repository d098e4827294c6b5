import type { LogFilter } from "../logs/filter.ts";
import { logPageStatement } from "../logs/page.ts";
import type { LogRow } from "../rows/log.ts";
import type { Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

/** The newest log records of a range that the filter finds, newest first, at most `limit`. `service`: only those of one. */
export function readRecentLogs(
  run: Run,
  filter: LogFilter,
  service: string | undefined,
  range: TimeRange,
  limit: number,
): Promise<LogRow[]> {
  return run<LogRow>(logPageStatement({ filter, scope: { service }, range, order: "newest", limit }));
}
