import type { SpansetFilter } from "@throughline/traceql";
import { NO_PROBE } from "../events/event-names.ts";
import { conditionsOf } from "../alternatives.ts";
import { Parameters, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { calledAtAll } from "./minutes.ts";
import { openSpansTable } from "./open-spans.ts";
import { isAskable, spanCondition } from "./sql/condition.ts";
import { either } from "./sql/operand.ts";
import { indexedBy, waysOf } from "./ways.ts";

/** A trace with a span that may match, and when the newest of these began, in Unix nanoseconds. */
export interface Candidate {
  readonly traceId: string;
  readonly newest: string;
}

/**
 * Traces with an ended span in the range that may match one of the filters, newest first, at most `limit`, only those that come after
 * `after`.
 */
export function candidatesStatement(filters: readonly SpansetFilter[], range: TimeRange, limit: number, after?: Candidate): Statement {
  const parameters = new Parameters();
  return newestOf(parameters, endedSpans(parameters, filters, range, "trace_id, time"), limit, after);
}

/** The same for spans that have not ended, as of their last report. */
export function openCandidatesStatement(filters: readonly SpansetFilter[], range: TimeRange, limit: number, after?: Candidate): Statement {
  const parameters = new Parameters();
  return newestOf(parameters, `${openSpansTable(parameters, range)}\nWHERE ${anyOf(parameters, filters)}`, limit, after);
}

/** Gives a row if the index on attributes finds any span in the range for filters of all of which it tells: a fraction of what their candidates cost. */
export function anyIndexedStatement(filters: readonly SpansetFilter[], range: TimeRange): Statement {
  const parameters = new Parameters();
  const window = `time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)}`;
  const found = either(...filters.map((filter) => indexedBy(parameters, filter) ?? "true"));
  return parameters.statement(`SELECT 1 AS found\nFROM spans\nWHERE ${window} AND ${found}\nLIMIT 1`);
}

/**
 * The ended spans in the range that may match one of the filters, as a table of these columns. Each way to find them is a SELECT of its
 * own, so that its index serves it. A span is found once by each filter that it matches.
 */
export function endedSpans(parameters: Parameters, filters: readonly SpansetFilter[], range: TimeRange, columns: string): string {
  const window = [`time >= ${parameters.time(range.from)}`, `time < ${parameters.time(range.to)}`, NO_PROBE];
  const selects = filters.flatMap((filter) => {
    const minutes = isAskable(filter) ? calledAtAll(parameters, filter, range) : undefined;
    const within = minutes ? [...window, minutes] : window;
    return waysOf(parameters, filter).map((way) => `SELECT ${columns} FROM spans ${conditionsOf(way, within)}`);
  });
  return `(\n  ${selects.join("\n  UNION ALL\n  ")}\n)`;
}

/** Condition that a row may match one of the filters. `traceIds` as for `spanCondition`. */
export function anyOf(parameters: Parameters, filters: readonly SpansetFilter[], traceIds?: string): string {
  return either(...filters.map((filter) => spanCondition(parameters, filter, traceIds).sql));
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
