import { conditionsOf } from "../alternatives.ts";
import { Parameters, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { calledAtAll } from "./minutes.ts";
import { openSpansTable } from "./open-spans.ts";
import type { PlainFilter } from "./plain-filter.ts";
import { filterAlternatives, filterCondition } from "./spanset-filter.ts";

/** A trace with a span that matches, and when the newest of these began, in Unix nanoseconds. */
export interface Candidate {
  readonly traceId: string;
  readonly newest: string;
}

/** Traces with an ended span in the range that matches the filter, newest first, at most `limit`, only those that come after `after`. */
export function candidatesStatement(filter: PlainFilter, range: TimeRange, limit: number, after?: Candidate): Statement {
  const parameters = new Parameters();
  const window = [`time >= ${parameters.time(range.from)}`, `time < ${parameters.time(range.to)}`];
  const minutes = calledAtAll(parameters, filter, range);
  if (minutes) window.push(minutes);
  const selects = filterAlternatives(parameters, filter).map((way) => `SELECT trace_id, time FROM spans ${conditionsOf(way, window)}`);
  return newestOf(parameters, `(\n  ${selects.join("\n  UNION ALL\n  ")}\n)`, limit, after);
}

/** The same for spans that have not ended, as of their last report. */
export function openCandidatesStatement(filter: PlainFilter, range: TimeRange, limit: number, after?: Candidate): Statement {
  const parameters = new Parameters();
  return newestOf(parameters, `${openSpansTable(parameters, range)}\nWHERE ${filterCondition(parameters, filter)}`, limit, after);
}

function newestOf(parameters: Parameters, rows: string, limit: number, after?: Candidate): Statement {
  const having = after
    ? `\nHAVING (newest, trace_id) < (${parameters.bind("Int64", after.newest)}, ${parameters.traceId(after.traceId)})`
    : "";
  return parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, toUnixTimestamp64Nano(max(time)) AS newest
FROM ${rows}
GROUP BY trace_id${having}
ORDER BY newest DESC, trace_id DESC
LIMIT ${parameters.bind("UInt32", limit)}`);
}

/** Which of the candidates have a span, ended or open, in the range for every filter; `newest` is over the whole range and the first filter. */
export function confirmStatement(
  filters: readonly [PlainFilter, ...PlainFilter[]],
  range: TimeRange,
  traceIds: readonly string[],
): Statement {
  const parameters = new Parameters();
  const ids = parameters.traceIds(traceIds);
  const matches = filters.map((filter, index) => `(${filterCondition(parameters, filter)}) AS match${index}`).join(", ");
  const bounds = `(SELECT min(start) FROM traces WHERE trace_id IN ${ids}) AND time <= (SELECT max(end) FROM traces WHERE trace_id IN ${ids})`;
  return parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, toUnixTimestamp64Nano(maxIf(time, match0)) AS newest
FROM (
  SELECT trace_id, time, ${matches} FROM spans
  WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND trace_id IN ${ids}
    AND time >= ${bounds}
  UNION ALL
  SELECT trace_id, time, ${matches} FROM ${openSpansTable(parameters, range, `trace_id IN ${ids}`)}
)
GROUP BY trace_id
HAVING ${filters.map((_, index) => `countIf(match${index}) > 0`).join(" AND ")}`);
}
