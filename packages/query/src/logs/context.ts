import type { LogRow } from "../rows/log.ts";
import { LOG_COLUMNS, LOG_RANK } from "../rows/log.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { allOf } from "./filter.ts";
import type { LogCursor, LogPlace } from "./page.ts";
import { searchLogs } from "./search.ts";

/** Among which records: those of the same service, of the same process as far as resources tell processes apart, or all. */
export type ContextOf = "service" | "process" | "all";

export interface AskedContext {
  readonly place: LogPlace;
  readonly of: ContextOf;
  /** How many before it, and how many after. */
  readonly before: number;
  readonly after: number;
  readonly range: TimeRange;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

export interface LogContext {
  readonly row: LogRow;
  /** Oldest first, each. */
  readonly before: readonly LogRow[];
  readonly after: readonly LogRow[];
  readonly wasStopped: boolean;
}

/** Most records that are equal in everything. */
const MAX_EQUAL = 1_000;

/** A log record and those next to it, in the order of a search; `undefined`: there is no such record. */
export async function readLogContext(
  run: Run,
  { place, of, before, after, range, deadline }: AskedContext,
): Promise<LogContext | undefined> {
  const equal = await run<LogRow>(recordStatement(place));
  const [row] = equal;
  if (!row) return undefined;
  const scope = { service: { service: row.service }, process: { service: row.service, resource: row.resource }, all: {} }[of];
  const search = async (order: "newest" | "oldest", limit: number, given: number) => {
    if (limit === 0) return { rows: [], searchedUntil: undefined };
    const cursor: LogCursor = { ...place, given };
    return searchLogs(run, { filter: allOf([]), scope, traceLimit: 0, range, order, limit, cursor, deadline });
  };
  // Of several that are equal in everything, one is the record, and the others stand before it.
  const [older, newer] = await Promise.all([
    search("newest", before, isListed(row) ? 1 : 0),
    search("oldest", after, isListed(row) ? equal.length : 0),
  ]);
  return {
    row,
    before: older.rows.toReversed(),
    after: newer.rows,
    wasStopped: older.searchedUntil !== undefined || newer.searchedUntil !== undefined,
  };
}

/** Events of the runtime are no log lines: they do not stand among them. */
function isListed({ eventName }: LogRow): boolean {
  return !eventName.startsWith("throughline.");
}

function recordStatement({ time, rank }: LogPlace) {
  const parameters = new Parameters();
  return parameters.statement(`SELECT ${LOG_COLUMNS}
FROM logs
WHERE time = ${parameters.time(BigInt(time))} AND ${LOG_RANK} = ${parameters.bind("UInt64", BigInt(rank))}
LIMIT ${MAX_EQUAL}`);
}
