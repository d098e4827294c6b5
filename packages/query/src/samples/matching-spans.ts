import type { Query } from "@throughline/traceql";
import { conditionsOf } from "../alternatives.ts";
import { cut } from "../limits.ts";
import { Parameters, QueryTimeout, type Run, type Statement } from "../statement.ts";
import { calledAtAll } from "../traceql/minutes.ts";
import { anyReportStatement, openSpansTable } from "../traceql/open-spans.ts";
import { type PlainFilter, plainFilters } from "../traceql/plain-filter.ts";
import { searchTraces } from "../traceql/search.ts";
import { filterAlternatives, filterCondition } from "../traceql/spanset-filter.ts";
import { type TimeRange, widening } from "../windows.ts";
import type { SpanKey } from "./scope.ts";

/** A span and when it ran; one that has not ended by its last report. */
export interface MatchingSpan extends SpanKey {
  /** Empty: it has no parent. */
  readonly parentId: string;
  readonly startNano: string;
  readonly durationNano: string;
  readonly isOpen: boolean;
}

export interface SpanSearch {
  readonly query: Query;
  /** A span is found if it begins in it. */
  readonly range: TimeRange;
  /** Most spans. */
  readonly limit: number;
  /** Most traces, where several filters must each find a span of a trace. */
  readonly traceLimit: number;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

export interface FoundSpans {
  /** Those that match a filter, of traces that match the query; the newest if there are more. */
  readonly spans: readonly MatchingSpan[];
  readonly wereCut: boolean;
  /** The search ran out of time: what begins before this, in Unix nanoseconds, was not searched. */
  readonly searchedFrom?: bigint;
}

/** Finds the spans that match, newest first. */
export async function searchSpans(run: Run, search: SpanSearch): Promise<FoundSpans> {
  const filters = plainFilters(search.query);
  const [filter] = filters;
  return filters.length === 1 && filter ? searchByOne(run, search, filter) : searchByAll(run, search, filters);
}

/** Walks back in time in windows that widen until there are enough. */
async function searchByOne(run: Run, search: SpanSearch, filter: PlainFilter): Promise<FoundSpans> {
  const { range, limit, deadline } = search;
  const spans = [...(await readOpen(run, search, [filter]))];
  let searchedFrom = range.to;
  try {
    for (const window of widening(range)) {
      if (performance.now() > deadline) return { ...newest(spans, limit), searchedFrom };
      for (const row of await run<SpanRow>(endedStatement(filter, window, limit + 1))) spans.push(matchingSpan(row));
      searchedFrom = window.from;
      if (spans.length > limit) break;
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
    return { ...newest(spans, limit), searchedFrom };
  }
  return newest(spans, limit);
}

/** Finds the traces first that have a span for each. */
async function searchByAll(run: Run, search: SpanSearch, filters: readonly PlainFilter[]): Promise<FoundSpans> {
  const { query, range, limit, traceLimit, deadline } = search;
  const { traces, hasMore, searchedFrom } = await searchTraces(run, { query, range, limit: traceLimit, deadline });
  const traceIds = traces.map(({ traceId }) => traceId);
  if (traceIds.length === 0) return { spans: [], wereCut: false, ...(searchedFrom !== undefined && { searchedFrom }) };
  const parameters = new Parameters();
  const any = filters.map((filter) => `(${filterCondition(parameters, filter)})`).join(" OR ");
  const ended = await run<SpanRow>(
    parameters.statement(`SELECT ${COLUMNS}
FROM spans
WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND trace_id IN ${parameters.traceIds(traceIds)} AND (${any})
ORDER BY time DESC
LIMIT ${parameters.bind("UInt32", limit + 1)}`),
  );
  const open = await readOpen(run, search, filters, traceIds);
  const found = newest([...open, ...ended.map(matchingSpan)], limit);
  return { spans: found.spans, wereCut: found.wereCut || hasMore, ...(searchedFrom !== undefined && { searchedFrom }) };
}

interface SpanRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly startNano: string;
  readonly durationNano: string;
}

const KEYS =
  "lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId, toUnixTimestamp64Nano(time) AS startNano, duration AS durationNano";
const COLUMNS = `${KEYS}, if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parentId`;

function matchingSpan(row: SpanRow): MatchingSpan {
  return { ...row, isOpen: false };
}

function endedStatement(filter: PlainFilter, range: TimeRange, limit: number): Statement {
  const parameters = new Parameters();
  const window = [`time >= ${parameters.time(range.from)}`, `time < ${parameters.time(range.to)}`];
  const minutes = calledAtAll(parameters, filter, range);
  if (minutes) window.push(minutes);
  const ways = filterAlternatives(parameters, filter).map(
    (way) => `SELECT trace_id, span_id, parent_span_id, time, duration FROM spans ${conditionsOf(way, window)}`,
  );
  return parameters.statement(`SELECT ${COLUMNS}
FROM (\n  ${ways.join("\n  UNION ALL\n  ")}\n)
ORDER BY time DESC
LIMIT ${parameters.bind("UInt32", limit)}`);
}

/** Those that have not ended, as of their last report. */
async function readOpen(
  run: Run,
  { range, limit }: SpanSearch,
  filters: readonly PlainFilter[],
  traceIds?: readonly string[],
): Promise<readonly MatchingSpan[]> {
  if ((await run(anyReportStatement(range))).length === 0) return [];
  const parameters = new Parameters();
  const among = traceIds && `trace_id IN ${parameters.traceIds(traceIds)}`;
  const rows = await run<SpanRow>(
    parameters.statement(`SELECT ${KEYS}, attributes['throughline.span.parent_id'] AS parentId
FROM ${openSpansTable(parameters, range, among)}
WHERE ${filters.map((filter) => `(${filterCondition(parameters, filter)})`).join(" OR ")}
ORDER BY time DESC
LIMIT ${parameters.bind("UInt32", limit + 1)}`),
  );
  return rows.map((row) => ({ ...row, isOpen: true }));
}

function newest(spans: readonly MatchingSpan[], limit: number): { spans: readonly MatchingSpan[]; wereCut: boolean } {
  const { rows, wereCut } = cut(
    spans.toSorted((a, b) => Number(BigInt(b.startNano) - BigInt(a.startNano))),
    limit,
  );
  return { spans: rows, wereCut };
}
