import type { LogTerm } from "../logs/filter.ts";
import { type LogPageRow, logPageStatement } from "../logs/page.ts";
import type { Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

/** The newest log records of a range for which all terms hold, newest first, at most `limit`. */
export function readRecentLogs(run: Run, terms: readonly LogTerm[], range: TimeRange, limit: number): Promise<LogPageRow[]> {
  return run<LogPageRow>(logPageStatement(terms, {}, range, limit));
}
