import type { Note, TraceList, TraceSummary } from "@throughline/api";
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../api/api.ts";
import type { Range } from "../time/range.ts";

/** Traces of one page, and the most that the server gives at once. */
export const PAGE = 50;
const MOST = 1_000;

interface Page {
  readonly limit: number;
  readonly cursor?: string;
}

/** Traces that match, page by page. `limit`: how many are wanted at first, as the URL says; where pages were added it is ahead of them. */
export function useTraces(q: string, range: Range, limit: number) {
  return useInfiniteQuery({ ...tracesQuery(q, range, limit), placeholderData: keepPreviousData });
}

/** The same for who wants them to be on their way. */
export function tracesQuery(q: string, { start, end }: Range, limit: number) {
  return infiniteQueryOptions({
    queryKey: ["find", "traces", q, start, end],
    queryFn: ({ pageParam, signal }) => api.traces({ q, start, end, ...pageParam }, signal),
    initialPageParam: { limit },
    getNextPageParam: ({ next }: TraceList): Page | undefined => (next === null ? undefined : { limit: PAGE, cursor: next }),
  });
}

/** How many traces the URL asks for. */
export function limitOf(text: string | undefined): number {
  const limit = text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : PAGE;
  return Math.min(Math.max(limit, 1), MOST);
}

/** All that the pages hold at `now`, in Unix nanoseconds: each trace once, each kind of note once. */
export function togetherOf(
  pages: readonly TraceList[],
  now: bigint,
): { readonly traces: readonly TraceSummary[]; readonly notes: readonly Note[] } {
  const traces = new Map(pages.flatMap((page) => page.traces.map((trace) => [trace.traceId, withAge(trace, now)] as const)));
  const notes = new Map(pages.flatMap((page) => page.notes.map((note) => [note.code, note] as const)));
  return { traces: [...traces.values()], notes: [...notes.values()] };
}

/** A trace that has not ended is as long as it is old: the last report of a span may be minutes old. */
function withAge(trace: TraceSummary, now: bigint): TraceSummary {
  if (trace.openCount === 0) return trace;
  const age = now - BigInt(trace.startTimeUnixNano);
  return age > BigInt(trace.durationNano) ? { ...trace, durationNano: String(age) } : trace;
}
