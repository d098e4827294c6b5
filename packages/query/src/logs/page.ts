import { LOG_COLUMNS, LOG_RANK, type LogRow } from "../rows/log.ts";
import { Parameters, type Statement } from "../statement.ts";
import { type LogSelection, logRows } from "./rows.ts";

/** Which come first. By time, and by rank where that is the same. */
export type LogOrder = "newest" | "oldest";

/** A place in the order of log records: a time in Unix nanoseconds and the rank of records of that very time. */
export interface LogPlace {
  readonly time: string;
  readonly rank: string;
}

/** The place where a page ended: that of its last record, and how many at this very place were given. They are equal in all that is shown. */
export interface LogCursor extends LogPlace {
  readonly given: number;
}

export function placeOf({ timeNano, rank }: LogRow): LogPlace {
  return { time: timeNano, rank };
}

export interface LogPage extends LogSelection {
  readonly order: LogOrder;
  readonly limit: number;
  readonly cursor?: LogCursor | undefined;
  /** Whether the range is long and an index tells where its records are: they are read in the table's order, and no further than the limit. */
  readonly isLong?: boolean;
}

/** Small blocks, one after the other: else much more is read at once than the limit asks for. */
const ONE_BY_ONE = "SETTINGS max_block_size = 8192, max_threads = 1";

/** Log records of the range that the filter finds, at most `limit`; with a cursor those of its nanosecond from its place on, which must be the range. */
export function logPageStatement({ order, limit, cursor, isLong = false, ...selection }: LogPage): Statement {
  const parameters = new Parameters();
  const direction = directionOf(order);
  const place = cursor ? [`${LOG_RANK} ${order === "newest" ? "<=" : ">="} ${parameters.bind("UInt64", BigInt(cursor.rank))}`] : [];
  const selects = logRows(parameters, selection, place).map((rows) => `SELECT ${LOG_COLUMNS}\n${rows}`);
  if (isLong && selects.length === 1)
    return parameters.statement(`${selects[0]}
ORDER BY toStartOfMinute(time) ${direction}, time ${direction}, rank ${direction}
LIMIT ${parameters.bind("UInt32", limit)}
${ONE_BY_ONE}`);
  return parameters.statement(`${union(selects)}
ORDER BY timeNano ${direction}, rank ${direction}
LIMIT ${parameters.bind("UInt32", limit)} OFFSET ${parameters.bind("UInt32", cursor?.given ?? 0)}`);
}

/** Between which times the page stands, if there is any of it; `count`: of how many records. Of a row only what the filter asks about is read. */
export function pageTimesStatement({ order, limit, ...selection }: Omit<LogPage, "cursor" | "isLong">): Statement {
  const parameters = new Parameters();
  const times = logRows(parameters, selection).map((rows) => `SELECT time\n${rows}`);
  return parameters.statement(`SELECT count() AS count, toUnixTimestamp64Nano(min(time)) AS first, toUnixTimestamp64Nano(max(time)) AS last
FROM (
${union(times)}
ORDER BY time ${directionOf(order)}
LIMIT ${parameters.bind("UInt32", limit)})`);
}

function directionOf(order: LogOrder): "ASC" | "DESC" {
  return order === "newest" ? "DESC" : "ASC";
}

function union(selects: readonly string[]): string {
  return selects.length === 1 ? (selects[0] as string) : `SELECT * FROM (\n${selects.join("\nUNION ALL\n")}\n)`;
}
