import { conditionsOf } from "../alternatives.ts";
import { LOG_COLUMNS, type LogRow } from "../rows/log.ts";
import { Parameters, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { logAlternatives } from "./condition.ts";
import type { LogTerm } from "./filter.ts";

/** A row and its place in the order of a search, which is total but for rows that are equal in all that is shown. */
export interface LogPageRow extends LogRow {
  /** Tells rows of the same nanosecond apart. */
  readonly rank: string;
}

/** The place where a page ended: the last row's time in Unix nanoseconds and rank, and how many rows at this very place were given. */
export interface LogCursor {
  readonly time: string;
  readonly rank: string;
  readonly given: number;
}

/** Whose log records are searched. */
export interface LogScope {
  readonly traceId?: string;
  readonly correlation?: {
    readonly id: string;
    readonly traceIds: readonly string[];
    readonly outsideTraces: boolean;
  };
}

const RANK = "cityHash64(service, trace_id, span_id, severity_number, event_name, body, mapValues(attributes))";

/** Log records of the range for which all terms hold, newest first, at most `limit`, from the place of the cursor on. */
export function logPageStatement(
  terms: readonly LogTerm[],
  scope: LogScope,
  range: TimeRange,
  limit: number,
  cursor?: LogCursor,
): Statement {
  const parameters = new Parameters();
  const window = [`time >= ${parameters.time(range.from)}`, `time < ${parameters.time(range.to)}`];
  const behind = cursor
    ? [`(time, ${RANK}) <= (${parameters.time(BigInt(cursor.time))}, ${parameters.bind("UInt64", BigInt(cursor.rank))})`]
    : [];
  const ways = logAlternatives(parameters, terms);
  const selects = scopeConditions(parameters, scope).flatMap((belongs) =>
    ways.map(({ cheap, exact }) => {
      const way = { cheap, exact: [...exact, ...behind] };
      return `SELECT ${LOG_COLUMNS}, ${RANK} AS rank\nFROM logs\n${conditionsOf(way, [...window, ...belongs])}`;
    }),
  );
  return parameters.statement(`${selects.length === 1 ? selects[0] : `SELECT * FROM (\n${selects.join("\nUNION ALL\n")}\n)`}
ORDER BY timeNano DESC, rank DESC
LIMIT ${parameters.bind("UInt32", limit)} OFFSET ${parameters.bind("UInt32", cursor?.given ?? 0)}`);
}

/** Each is served by an index of its own, and no row fulfils two of them. */
function scopeConditions(parameters: Parameters, { traceId, correlation }: LogScope): string[][] {
  const ofTrace = traceId === undefined ? [] : [`trace_id = ${parameters.traceId(traceId)}`];
  if (!correlation) return [ofTrace];
  const conditions: string[][] = [];
  if (correlation.traceIds.length > 0 || !correlation.outsideTraces)
    conditions.push([...ofTrace, `trace_id IN ${parameters.traceIds(correlation.traceIds)}`]);
  if (correlation.outsideTraces)
    conditions.push([...ofTrace, "trace_id = toFixedString('', 16)", `has(correlation_ids, ${parameters.bind("String", correlation.id)})`]);
  return conditions;
}
