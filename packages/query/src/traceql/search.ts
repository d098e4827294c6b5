import type { Query } from "@throughline/traceql";
import { QueryTimeout, type Run } from "../statement.ts";
import { type TimeRange, widening } from "../windows.ts";
import { type Candidate, candidatesStatement, confirmStatement, openCandidatesStatement } from "./candidates.ts";
import { anyReportStatement } from "./open-spans.ts";
import { type PlainFilter, plainFilters } from "./plain-filter.ts";
import { selectivity } from "./spanset-filter.ts";

export interface TraceSearch {
  readonly query: Query;
  /** A trace is found by the spans that begin in it. */
  readonly range: TimeRange;
  readonly limit: number;
  /** The last trace of the page before. */
  readonly after?: Candidate;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

export interface FoundTraces {
  /** Newest first, by the start of the newest span that matches the first filter. */
  readonly traces: readonly Candidate[];
  readonly hasMore: boolean;
  /** The search ran out of time: what begins before this, in Unix nanoseconds, was not searched. */
  readonly searchedFrom?: bigint;
}

/** Most traces that are found by spans that have not ended. */
const MAX_OPEN = 1_000;

/** Finds the traces that match, newest first, walking back in time in windows that widen until there are enough. */
export async function searchTraces(run: Run, search: TraceSearch): Promise<FoundTraces> {
  const filters = plainFilters(search.query).toSorted((a, b) => selectivity(b) - selectivity(a)) as [PlainFilter, ...PlainFilter[]];
  const newest = search.after ? BigInt(search.after.newest) + 1n : search.range.to;
  const found = new Map<string, Candidate>();
  const page = () => [...found.values()].toSorted(newestFirst).slice(0, search.limit);
  let searchedFrom = search.range.to;
  const openOnes = findOpen(run, search, filters);
  openOnes.catch(() => {}); // it is awaited below, unless another fails before
  try {
    for (const window of widening({ from: search.range.from, to: newest < search.range.to ? newest : search.range.to })) {
      if (!(await searchWindow(run, search, filters, window, found))) return { traces: page(), hasMore: false, searchedFrom };
      for (const candidate of await openOnes) if (BigInt(candidate.newest) >= window.from) keepNewest(found, candidate);
      searchedFrom = window.from;
      if (found.size > search.limit) break;
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
    return { traces: page(), hasMore: false, searchedFrom };
  }
  return { traces: page(), hasMore: found.size > search.limit };
}

/** Traces that match by a span that has not ended. There are few, so that they are looked for once, not bit by bit. */
async function findOpen(run: Run, search: TraceSearch, filters: readonly [PlainFilter, ...PlainFilter[]]): Promise<readonly Candidate[]> {
  if ((await run(anyReportStatement(search.range))).length === 0) return [];
  const candidates = await run<Candidate>(openCandidatesStatement(filters[0], search.range, MAX_OPEN, search.after));
  return mustConfirm(search, filters) ? confirm(run, search, filters, candidates) : candidates;
}

function keepNewest(found: Map<string, Candidate>, candidate: Candidate): void {
  const known = found.get(candidate.traceId);
  if (!known || BigInt(known.newest) < BigInt(candidate.newest)) found.set(candidate.traceId, candidate);
}

function newestFirst(a: Candidate, b: Candidate): number {
  const difference = BigInt(b.newest) - BigInt(a.newest);
  return difference !== 0n ? Number(difference) : a.traceId < b.traceId ? 1 : -1;
}

/** Matches of one trace lie in several windows or pages, or among ended and open spans: it belongs to the newest of them. */
function mustConfirm(search: TraceSearch, filters: readonly PlainFilter[]): boolean {
  return filters.length > 1 || search.after !== undefined;
}

/** Adds to `found` until it holds one more than the limit or the window is read; false: the time was over before that. */
async function searchWindow(
  run: Run,
  search: TraceSearch,
  filters: readonly [PlainFilter, ...PlainFilter[]],
  window: TimeRange,
  found: Map<string, Candidate>,
): Promise<boolean> {
  const batch = search.limit + 1;
  for (let after = search.after; performance.now() < search.deadline;) {
    const range = after && BigInt(after.newest) < window.to ? { from: window.from, to: BigInt(after.newest) + 1n } : window;
    const candidates = await run<Candidate>(candidatesStatement(filters[0], range, batch, after));
    for (const candidate of mustConfirm(search, filters) ? await confirm(run, search, filters, candidates) : candidates)
      if (!found.has(candidate.traceId)) found.set(candidate.traceId, candidate);
    after = candidates.at(-1);
    if (found.size > search.limit || candidates.length < batch) return true;
  }
  return false;
}

async function confirm(
  run: Run,
  { range }: TraceSearch,
  filters: readonly [PlainFilter, ...PlainFilter[]],
  candidates: readonly Candidate[],
): Promise<readonly Candidate[]> {
  if (candidates.length === 0) return [];
  const confirmed = await run<Candidate>(
    confirmStatement(
      filters,
      range,
      candidates.map(({ traceId }) => traceId),
    ),
  );
  const newest = new Map(confirmed.map((row) => [row.traceId, row.newest]));
  return candidates.filter((candidate) => newest.get(candidate.traceId) === candidate.newest);
}
