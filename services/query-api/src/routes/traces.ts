import { type TraceList } from "@throughline/api";
import { type MatchedTrace, parseTraceQL, readSummaries, searchTraceql, spansetJson, type TraceSummary } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { parseTraceCursor, traceCursorText } from "../cursors.ts";
import { searchIncomplete, traceSpansCut } from "../notes.ts";
import { HOUR, rangeOf } from "../range.ts";
import { serve } from "../serve.ts";

/** `/api/v1/traces`: search by TraceQL. */
export function tracesRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "traces", async ({ query, run }): Promise<TraceList> => {
    const parsed = parseTraceQL(query.q.trim() || "{}");
    const { range, notes } = rangeOf(query, { fallback: HOUR, retention, signals: ["traces"], maxNanos: bounds.rangeNanos });
    const { limit, spansPerSet } = query;
    const { traces, hasMore, searchedFrom, cutTraces, anyOpen } = await searchTraceql(run, {
      query: parsed,
      range,
      limit,
      spansPerSet,
      ...(query.cursor !== undefined && { after: parseTraceCursor(query.cursor) }),
      deadline: performance.now() + bounds.querySeconds * 1_000,
    });
    if (searchedFrom !== undefined) notes.push(searchIncomplete(searchedFrom, bounds));
    if (cutTraces > 0) notes.push(traceSpansCut(cutTraces));
    const summaries = await readSummaries(
      run,
      traces.map(({ traceId }) => traceId),
      range.from,
      anyOpen ? "all" : "rootless",
    );
    const last = traces.at(-1);
    return {
      traces: newestFirst(summaries).map((summary) => (spansPerSet > 0 ? withSpansets(summary, traces) : summary)),
      next: hasMore && last ? traceCursorText(last) : null,
      notes,
    };
  });
}

type Summary = TraceList["traces"][number];

function newestFirst(summaries: readonly TraceSummary[]): Summary[] {
  return summaries
    .map((summary) => ({ ...summary, services: [...summary.services] }))
    .toSorted((a, b) => Number(BigInt(b.startTimeUnixNano) - BigInt(a.startTimeUnixNano)) || (a.traceId < b.traceId ? -1 : 1));
}

function withSpansets(summary: Summary, traces: readonly MatchedTrace[]): Summary {
  const { spansets = [] } = traces.find(({ traceId }) => traceId === summary.traceId) ?? {};
  return { ...summary, spansets: spansets.map(spansetJson) };
}
