import { readServiceCounts, readSummaries, type ServiceCounts, type TraceSummary } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../../context.ts";
import { serveForeign } from "../../foreign/serve.ts";
import { searchTraceIds } from "../search.ts";
import { searchOf } from "./search.ts";

/** `/api/v3/trace-summaries?query.…`: what jaeger-ui lists, newest first. */
export function traceSummariesRoute(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/trace-summaries", async ({ query, run, reply }) => {
    const search = searchOf(query, context);
    const traceIds = await searchTraceIds({ run, reply }, context, search);
    const [summaries, counts] = await Promise.all([readSummaries(run, traceIds, search.range.from), readServiceCounts(run, traceIds)]);
    const summaryOf = new Map(summaries.map((summary) => [summary.traceId, summary]));
    const countsOf = Map.groupBy(counts, ({ traceId }) => traceId);
    return {
      summaries: traceIds.flatMap((traceId) => {
        const summary = summaryOf.get(traceId);
        return summary ? [summaryJson(summary, countsOf.get(traceId) ?? [])] : [];
      }),
    };
  });
}

/** By the schema that jaeger-ui checks it with: times are decimal strings, the names of the root may be missing. */
function summaryJson(summary: TraceSummary, counts: readonly ServiceCounts[]): object {
  return {
    traceId: summary.traceId,
    ...(summary.rootService !== null && { rootServiceName: summary.rootService }),
    ...(summary.rootName !== null && { rootOperationName: summary.rootName }),
    minStartTimeUnixNano: summary.startTimeUnixNano,
    maxEndTimeUnixNano: String(BigInt(summary.startTimeUnixNano) + BigInt(summary.durationNano)),
    spanCount: summary.spanCount,
    errorSpanCount: summary.errorCount,
    orphanSpanCount: counts.reduce((sum, { orphans }) => sum + orphans, 0),
    services: [
      ...counts.map(({ service, spans, errors }) => ({ name: service, spanCount: spans, errorSpanCount: errors })),
      // Of these no span has ended yet.
      ...summary.services.filter((name) => !counts.some(({ service }) => service === name)).map((name) => ({ name })),
    ],
  };
}
