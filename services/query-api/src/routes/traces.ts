import { type TraceList } from "@throughline/api";
import { type Candidate, parseTraceQL, readSummaries, searchTraces, type TraceSummary } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { parseTraceCursor, traceCursorText } from "../cursors.ts";
import { searchIncomplete } from "../notes.ts";
import { HOUR, rangeOf } from "../range.ts";
import { serve } from "../serve.ts";

/** `/api/v1/traces`: search by TraceQL. */
export function tracesRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "traces", async ({ query, run }): Promise<TraceList> => {
    const parsed = parseTraceQL(query.q.trim() || "{}");
    const { range, notes } = rangeOf(query, { fallback: HOUR, retention, maxNanos: bounds.rangeNanos });
    const { traces, hasMore, searchedFrom } = await searchTraces(run, {
      query: parsed,
      range,
      limit: query.limit,
      ...(query.cursor !== undefined && { after: parseTraceCursor(query.cursor) }),
      deadline: performance.now() + bounds.querySeconds * 1_000,
    });
    if (searchedFrom !== undefined) notes.push(searchIncomplete(searchedFrom, bounds));
    const summaries = await readSummaries(
      run,
      traces.map(({ traceId }) => traceId),
      range.from,
    );
    return { traces: newestFirst(summaries), next: hasMore ? traceCursorText(traces.at(-1) as Candidate) : null, notes };
  });
}

function newestFirst(summaries: readonly TraceSummary[]): TraceList["traces"] {
  return summaries
    .map((summary) => ({ ...summary, services: [...summary.services] }))
    .toSorted((a, b) => Number(BigInt(b.startTimeUnixNano) - BigInt(a.startTimeUnixNano)) || (a.traceId < b.traceId ? -1 : 1));
}
