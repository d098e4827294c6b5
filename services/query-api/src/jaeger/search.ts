import { nanosOfMillis } from "@throughline/model";
import { QueryTimeout, readTraceSpans, type Run, searchByTags, type TagSearch, type TraceSpans } from "@throughline/query";
import type { Context } from "../context.ts";
import type { ForeignAsked } from "../foreign/serve.ts";
import { searchIncomplete } from "../notes.ts";
import { notesHeader } from "../notes-header.ts";

/** What a search asks for, whichever generation of the API it came by. */
export type JaegerSearch = Omit<TagSearch, "deadline">;

/** Most traces in one answer: what jaeger-ui lets people choose. */
export const MAX_TRACES = 1_500;

/** Where a search names no time, it covers the last two days, as jaeger-query's does. */
export const LOOKBACK = 172_800_000_000_000n;

/** Most spans in an answer that holds whole traces, together: about half a second of work, during which others wait. */
const MAX_SPANS = 20_000;

/**
 * IDs of the traces that match, newest first. Jaeger's answers have no room to say that the search was stopped: a header does.
 * @throws QueryTimeout where it was stopped and found nothing, which would look as if there were nothing.
 */
export async function searchTraceIds(
  { run, reply }: Pick<ForeignAsked, "run" | "reply">,
  { bounds }: Pick<Context, "bounds">,
  search: JaegerSearch,
): Promise<string[]> {
  const { traces, searchedFrom } = await searchByTags(run, { ...search, deadline: performance.now() + bounds.querySeconds * 1_000 });
  if (searchedFrom !== undefined) {
    if (traces.length === 0) throw new QueryTimeout("the search was stopped before it found anything");
    notesHeader(reply, [searchIncomplete(searchedFrom, bounds)]);
  }
  return traces.map(({ traceId }) => traceId);
}

/** The spans of these traces; of several, each gets its share of what an answer may hold. */
export function spansOfTraces(run: Run, { bounds }: Context, traceIds: readonly string[]): Promise<TraceSpans> {
  const share = Math.max(1, Math.floor(MAX_SPANS / Math.max(1, traceIds.length)));
  return readTraceSpans(run, traceIds, Math.min(bounds.spans, share), nanosOfMillis(Date.now()));
}
