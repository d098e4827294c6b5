import type { Query } from "@throughline/traceql";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import type { Candidate } from "./candidates.ts";
import { openSpansTable } from "./open-spans.ts";
import { plainFilters } from "./plain-filter.ts";
import { searchTraces } from "./search.ts";
import { filterCondition } from "./spanset-filter.ts";
import type { MatchedSpan, MatchedSpanset } from "./spanset.ts";

export interface TraceqlSearch {
  readonly query: Query;
  /** A trace is found by the spans that begin in it. */
  readonly range: TimeRange;
  readonly limit: number;
  /** Most spans that are given of each set; 0: no sets are given. */
  readonly spansPerSet: number;
  /** The last trace of the page before. */
  readonly after?: Candidate;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

/** A trace that matches, with the sets of its spans that do. */
export interface MatchedTrace extends Candidate {
  readonly spansets: readonly MatchedSpanset[];
}

export interface MatchedTraces {
  /** Newest first, by the start of the newest span that matches. */
  readonly traces: readonly MatchedTrace[];
  readonly hasMore: boolean;
  /** The search ran out of time: what begins before this, in Unix nanoseconds, was not searched. */
  readonly searchedFrom?: bigint;
}

/** Finds the traces that match, newest first, and says which of their spans do. */
export async function searchTraceql(run: Run, search: TraceqlSearch): Promise<MatchedTraces> {
  const { traces, ...rest } = await searchTraces(run, search);
  const sets = await readSets(
    run,
    search,
    traces.map(({ traceId }) => traceId),
  );
  return { ...rest, traces: traces.map((trace) => ({ ...trace, spansets: sets.get(trace.traceId) ?? [] })) };
}

interface Row extends Omit<MatchedSpan, "fields"> {
  readonly traceId: string;
  readonly matched: string;
}

async function readSets(
  run: Run,
  { query, range, spansPerSet }: TraceqlSearch,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, readonly MatchedSpanset[]>> {
  if (spansPerSet === 0 || traceIds.length === 0) return new Map();
  const parameters = new Parameters();
  const ids = parameters.traceIds(traceIds);
  const any = plainFilters(query)
    .map((filter) => `(${filterCondition(parameters, filter)})`)
    .join(" OR ");
  const columns = "trace_id, span_id, name, service, time, duration";
  const rows = await run<Row>(
    parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId, name, service,
  toUnixTimestamp64Nano(time) AS startNano, duration AS durationNano, count() OVER (PARTITION BY trace_id) AS matched
FROM (
  SELECT ${columns} FROM spans
  WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND trace_id IN ${ids} AND (${any})
  UNION ALL
  SELECT ${columns} FROM ${openSpansTable(parameters, range, `trace_id IN ${ids}`)} WHERE ${any}
)
ORDER BY time, span_id
LIMIT ${parameters.bind("UInt32", spansPerSet)} BY trace_id`),
  );
  return new Map(
    [...Map.groupBy(rows, ({ traceId }) => traceId)].map(([traceId, ofTrace]) => [
      traceId,
      [
        {
          matched: Number(ofTrace[0]?.matched),
          groups: [],
          spans: ofTrace.map(({ spanId, name, service, startNano, durationNano }) => ({
            spanId,
            name,
            service,
            startNano,
            durationNano,
            fields: [],
          })),
        },
      ],
    ]),
  );
}
