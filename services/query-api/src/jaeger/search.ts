import { nanosOfMillis } from "@throughline/model";
import { readTraceSpans, type Run, searchByTags, type TagSearch, type TraceSpans } from "@throughline/query";
import type { Context } from "../context.ts";

/** What a search asks for, whichever generation of the API it came by. */
export type JaegerSearch = Omit<TagSearch, "deadline">;

/** Most traces in one answer: what jaeger-ui lets people choose. */
export const MAX_TRACES = 1_500;

/** Where a search names no time, it covers the last two days, as jaeger-query's does. */
export const LOOKBACK = 172_800_000_000_000n;

/** Most spans in an answer that holds whole traces, together: about half a second of work, during which others wait. */
const MAX_SPANS = 20_000;

/** IDs of the traces that match, newest first. */
export async function searchTraceIds(run: Run, { bounds }: Context, search: JaegerSearch): Promise<string[]> {
  const found = await searchByTags(run, { ...search, deadline: performance.now() + bounds.querySeconds * 1_000 });
  return found.map(({ traceId }) => traceId);
}

/** The spans of these traces; of several, each gets its share of what an answer may hold. */
export function spansOfTraces(run: Run, { bounds }: Context, traceIds: readonly string[]): Promise<TraceSpans> {
  const share = Math.max(1, Math.floor(MAX_SPANS / Math.max(1, traceIds.length)));
  return readTraceSpans(run, traceIds, Math.min(bounds.spans, share), nanosOfMillis(Date.now()));
}
