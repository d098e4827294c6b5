import {
  type MatchedTrace,
  parseTraceQL,
  readServiceCounts,
  readSummaries,
  searchTraceql,
  type ServiceCounts,
  type TraceSummary,
} from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { foreignRange } from "../foreign/range.ts";
import { serveForeign } from "../foreign/serve.ts";
import { HOUR } from "../range.ts";
import { legacyTraceql } from "./legacy-search.ts";
import { spansetJson } from "./spanset-json.ts";
import { traceqlOf } from "./traceql-of.ts";

const SECOND = 1_000_000_000n;
const LIMIT = 20;
const MAX_LIMIT = 1_000;
const SPANS_PER_SET = 3;
const MAX_SPANS_PER_SET = 100;

/**
 * `/api/search?q=&limit=&spss=&start=&end=`, or with `tags`, `minDuration` and `maxDuration` as older clients ask. Grafana refuses fields that
 * `tempopb.SearchResponse` does not have.
 */
export function searchRoute(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/search", async ({ query, run }) => {
    const range = foreignRange(context, { start: query.time(SECOND, "start"), end: query.time(SECOND, "end"), fallback: HOUR });
    const { traces, searchedFrom } = await searchTraceql(run, {
      query: parseTraceQL(traceqlOf(query, "q")?.trim() || legacyTraceql(query)),
      range,
      limit: query.count(MAX_LIMIT, "limit") || LIMIT,
      spansPerSet: (query.count(MAX_SPANS_PER_SET, "spss") ?? SPANS_PER_SET) || MAX_SPANS_PER_SET, // 0: all, for Tempo
      deadline: performance.now() + context.bounds.querySeconds * 1_000,
    });
    const traceIds = traces.map(({ traceId }) => traceId);
    const [summaries, counts] = await Promise.all([readSummaries(run, traceIds, range.from), readServiceCounts(run, traceIds)]);
    const summaryOf = new Map(summaries.map((summary) => [summary.traceId, summary]));
    const countsOf = Map.groupBy(counts, ({ traceId }) => traceId);
    return {
      traces: traces.flatMap((trace) => {
        const summary = summaryOf.get(trace.traceId);
        return summary ? [traceJson(trace, summary, countsOf.get(trace.traceId) ?? [])] : [];
      }),
      // A search that was stopped looks to Grafana like one whose jobs have not all been done.
      metrics: { inspectedTraces: traces.length, completedJobs: 1, totalJobs: searchedFrom === undefined ? 1 : 2 },
    };
  });
}

function traceJson({ traceId, spansets }: MatchedTrace, summary: TraceSummary, counts: readonly ServiceCounts[]): object {
  return {
    traceID: traceId,
    rootServiceName: summary.rootService ?? "<root span not yet received>", // the words of Tempo
    ...(summary.rootName !== null && { rootTraceName: summary.rootName }),
    startTimeUnixNano: summary.startTimeUnixNano,
    durationMs: Math.min(Number(BigInt(summary.durationNano) / 1_000_000n), 0xffff_ffff),
    spanSets: spansets.map(spansetJson),
    serviceStats: Object.fromEntries(
      counts.map(({ service, spans, errors }) => [service, { spanCount: spans, ...(errors > 0 && { errorCount: errors }) }]),
    ),
  };
}
