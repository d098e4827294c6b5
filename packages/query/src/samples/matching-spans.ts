import type { Query, SpansetFilter } from "@throughline/traceql";
import { cut } from "../limits.ts";
import { Parameters, QueryTimeout, type Run, type Statement } from "../statement.ts";
import { anyOf, endedSpans } from "../traceql/candidates.ts";
import type { Spanset } from "../traceql/evaluate/span.ts";
import { anyReportStatement, openSpansTable } from "../traceql/open-spans.ts";
import { planOf } from "../traceql/plan.ts";
import { unlessHopeless } from "../traceql/hopeless.ts";
import { searchMatches } from "../traceql/search.ts";
import { searchable } from "../traceql/searchable.ts";
import type { StoredSpan } from "../traceql/span-row.ts";
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
  /** Most traces, where it takes more than a row to tell whether a span matches. */
  readonly traceLimit: number;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

export interface FoundSpans {
  /** Those that the query gives, of traces that match it; the newest if there are more. */
  readonly spans: readonly MatchingSpan[];
  readonly wereCut: boolean;
  /** The search ran out of time: what begins before this, in Unix nanoseconds, was not searched. */
  readonly searchedFrom?: bigint;
}

/** Finds the spans that match, newest first. @throws TraceQLError for a query that is none for traces */
export async function searchSpans(run: Run, search: SpanSearch): Promise<FoundSpans> {
  const { expression, isExact } = planOf(searchable(search.query));
  return expression.type === "spanset-filter" && isExact ? searchByRow(run, search, expression) : searchByTrace(run, search);
}

/** Walks back in time in windows that widen until there are enough. */
async function searchByRow(run: Run, search: SpanSearch, filter: SpansetFilter): Promise<FoundSpans> {
  const { range, limit, deadline } = search;
  const spans = [...(await readOpen(run, search, filter))];
  let searchedFrom = range.to;
  try {
    for (const window of widening(range)) {
      if (performance.now() > deadline) return { ...newest(spans, limit), searchedFrom };
      for (const row of await run<SpanRow>(endedStatement(filter, window, limit + 1))) spans.push({ ...row, isOpen: false });
      searchedFrom = window.from;
      if (spans.length > limit) break;
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
    return { ...newest(spans, limit), searchedFrom };
  }
  return newest(spans, limit);
}

/** Finds the traces that match, and takes what matches of each. */
async function searchByTrace(run: Run, { query, range, limit, traceLimit, deadline }: SpanSearch): Promise<FoundSpans> {
  const search = { query, range, limit: traceLimit, deadline };
  const found = await unlessHopeless(run, search, (within) =>
    searchMatches(within, search, ({ traceId }, spansets) => {
      const spans = matchedSpans(spansets).filter(({ startNano }) => startNano >= range.from && startNano < range.to);
      return newest(
        spans.map((span) => matchingSpan(traceId, span)),
        limit,
      );
    }),
  );
  const { spans, wereCut } = newest(
    found.traces.flatMap(({ digest }) => digest.spans),
    limit,
  );
  return {
    spans,
    wereCut: wereCut || found.hasMore || found.cutTraces > 0 || found.traces.some(({ digest }) => digest.wereCut),
    ...(found.searchedFrom !== undefined && { searchedFrom: found.searchedFrom }),
  };
}

/** Each once. */
function matchedSpans(spansets: readonly Spanset[]): readonly StoredSpan[] {
  return [...new Set(spansets.flatMap(({ spans }) => spans as readonly StoredSpan[]))];
}

function matchingSpan(traceId: string, { spanId, parentSpanId, startNano, durationNano, isOpen }: StoredSpan): MatchingSpan {
  return { traceId, spanId, parentId: parentSpanId, startNano: String(startNano), durationNano: String(durationNano), isOpen };
}

interface SpanRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly startNano: string;
  readonly durationNano: string;
}

const COLUMNS = `lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId, toUnixTimestamp64Nano(time) AS startNano, duration AS durationNano,
  if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parentId`;

function endedStatement(filter: SpansetFilter, range: TimeRange, limit: number): Statement {
  const parameters = new Parameters();
  return parameters.statement(`SELECT ${COLUMNS}
FROM ${endedSpans(parameters, [filter], range, "trace_id, span_id, parent_span_id, time, duration")}
ORDER BY time DESC
LIMIT ${parameters.bind("UInt32", limit)}`);
}

/** Those that have not ended, as of their last report. */
async function readOpen(run: Run, { range, limit }: SpanSearch, filter: SpansetFilter): Promise<readonly MatchingSpan[]> {
  if ((await run(anyReportStatement(range))).length === 0) return [];
  const parameters = new Parameters();
  const rows = await run<SpanRow>(
    parameters.statement(`SELECT ${COLUMNS}
FROM ${openSpansTable(parameters, range)}
WHERE ${anyOf(parameters, [filter])}
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
