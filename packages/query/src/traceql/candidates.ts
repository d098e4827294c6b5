import type { SpansetFilter } from "@throughline/traceql";
import { conditionsOf } from "../alternatives.ts";
import { Parameters, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { calledAtAll } from "./minutes.ts";
import { filterAlternatives, filterCondition } from "./spanset-filter.ts";

/** A trace with a span that matches, and when the newest of these began, in Unix nanoseconds. */
export interface Candidate {
  readonly traceId: string;
  readonly newest: string;
}

/** Traces with a span in the range that matches the filter, newest first, at most `limit`, only those that come after `after`. */
export function candidatesStatement(filter: SpansetFilter, range: TimeRange, limit: number, after?: Candidate): Statement {
  const parameters = new Parameters();
  const window = [`time >= ${parameters.time(range.from)}`, `time < ${parameters.time(range.to)}`];
  const minutes = calledAtAll(parameters, filter, range);
  if (minutes) window.push(minutes);
  const selects = filterAlternatives(parameters, filter).map((way) => `SELECT trace_id, time FROM spans ${conditionsOf(way, window)}`);
  const having = after
    ? `\nHAVING (newest, trace_id) < (${parameters.bind("Int64", after.newest)}, ${parameters.traceId(after.traceId)})`
    : "";
  return parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, toUnixTimestamp64Nano(max(time)) AS newest
FROM (
  ${selects.join("\n  UNION ALL\n  ")}
)
GROUP BY trace_id${having}
ORDER BY newest DESC, trace_id DESC
LIMIT ${parameters.bind("UInt32", limit)}`);
}

/** Which of the candidates have a span in the range for every filter; `newest` is over the whole range and the first filter. */
export function confirmStatement(
  filters: readonly [SpansetFilter, ...SpansetFilter[]],
  range: TimeRange,
  traceIds: readonly string[],
): Statement {
  const parameters = new Parameters();
  const ids = parameters.traceIds(traceIds);
  const [first, ...others] = filters.map((filter) => `(${filterCondition(parameters, filter)})`) as [string, ...string[]];
  const bounds = `(SELECT min(start) FROM traces WHERE trace_id IN ${ids}) AND time <= (SELECT max(end) FROM traces WHERE trace_id IN ${ids})`;
  return parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, toUnixTimestamp64Nano(maxIf(time, ${first})) AS newest
FROM spans
WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND trace_id IN ${ids}
  AND time >= ${bounds}
GROUP BY trace_id
HAVING ${[`countIf(${first}) > 0`, ...others.map((condition) => `countIf(${condition}) > 0`)].join(" AND ")}`);
}
