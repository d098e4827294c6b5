import { nanosOfMillis } from "@throughline/model";
import type { Query } from "@throughline/traceql";
import { QueryTimeout, type Run } from "../statement.ts";
import { type TimeRange, widening } from "../windows.ts";
import { anyIndexedStatement, type Candidate, candidatesStatement, openCandidatesStatement } from "./candidates.ts";
import { confirm } from "./confirm.ts";
import { evaluate } from "./evaluate/evaluate.ts";
import type { Spanset } from "./evaluate/span.ts";
import { narrowed } from "./narrowed.ts";
import { type Plan, planOf } from "./plan.ts";
import { isIn, Required } from "./required.ts";
import { searchable } from "./searchable.ts";
import { type StoredTrace, TraceReader } from "./trace-reader.ts";

export interface TraceSearch {
  readonly query: Query;
  /**
   * What a trace must have to be found, a span for each filter that it needs, begins in it, and so does one of the spans that match in
   * the end. All else (structure, groups, negation) is asked of the whole trace.
   */
  readonly range: TimeRange;
  readonly limit: number;
  /** The last trace of the page before. */
  readonly after?: Candidate;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

export interface FoundTraces<Trace extends Candidate = Candidate> {
  /** Newest first, by the start of the newest span that makes it a candidate. */
  readonly traces: readonly Trace[];
  readonly hasMore: boolean;
  /** The search ran out of time: what begins before this, in Unix nanoseconds, was not searched. */
  readonly searchedFrom?: bigint;
  /** Traces of more spans than are looked at: the earliest of them told whether they match. */
  readonly cutTraces: number;
  /** Whether any span was reported to be open at about that time. */
  readonly anyOpen: boolean;
}

/** What is kept of a trace that matches. */
export type Digest<T> = (trace: StoredTrace, spansets: readonly Spanset[]) => T;

/** Finds the traces that match, newest first. @throws TraceQLError for a query that is none for traces */
export async function searchTraces(run: Run, search: TraceSearch): Promise<FoundTraces> {
  return new Search(run, search, () => undefined).find();
}

/** The same with what is kept of each of them. */
export async function searchMatches<T>(
  run: Run,
  search: TraceSearch,
  digest: Digest<T>,
): Promise<FoundTraces<Candidate & { readonly digest: T }>> {
  return new Search(run, search, digest).findWithDigests();
}

/** Most traces that are found by spans that have not ended. */
const MAX_OPEN = 1_000;

/** Most candidates that are looked at at once, where few of them match. */
const MAX_BATCH = 1_000;

/** So few candidates are judged as quickly as asked for. */
const FEW = 50;

const TEN_MINUTES = 600_000_000_000n;
const DAY = 144n * TEN_MINUTES;

interface Found<T> extends Candidate {
  /** Not yet known where SQL alone told that the trace matches. */
  readonly digest?: T;
}

/** Walks back in time in windows that widen until there are enough traces. */
class Search<T> {
  readonly #run: Run;
  readonly #search: TraceSearch;
  readonly #plan: Plan;
  readonly #digest: Digest<T>;
  readonly #required: Required;
  readonly #reader: TraceReader;
  readonly #found = new Map<string, Found<T>>();
  /** Traces that were evaluated and do not match. */
  readonly #rejected = new Set<string>();
  #searchedFrom: bigint;
  #anyCandidate = false;
  #anyOpen = false;

  constructor(run: Run, search: TraceSearch, digest: Digest<T>) {
    this.#run = run;
    this.#search = search;
    this.#plan = planOf(searchable(search.query));
    this.#digest = digest;
    this.#required = new Required(this.#plan.expression, search.range);
    this.#reader = new TraceReader(run, this.#plan, search.range);
    this.#searchedFrom = search.range.to;
  }

  async find(): Promise<FoundTraces<Found<T>>> {
    const isComplete = await this.#walk().catch((error: unknown) => {
      if (error instanceof QueryTimeout) return false;
      throw error;
    });
    const { range, limit } = this.#search;
    const traces = [...this.#found.values()].toSorted(newestFirst).slice(0, limit);
    const searchedFrom = this.#searchedFrom < range.to ? this.#searchedFrom : range.to;
    return {
      traces,
      hasMore: isComplete && this.#found.size > limit,
      cutTraces: this.#reader.cutTraces,
      anyOpen: this.#anyOpen,
      ...(!isComplete && { searchedFrom }),
    };
  }

  async findWithDigests(): Promise<FoundTraces<Candidate & { readonly digest: T }>> {
    const { traces, ...found } = await this.find();
    if (!this.#plan.isExact) return { ...found, traces: traces as (Candidate & { readonly digest: T })[] };
    const digests = await this.#readDigests(traces);
    const withDigests = traces.flatMap((trace) => {
      const read = digests.get(trace.traceId);
      return read ? [{ ...trace, ...read }] : [];
    });
    const left = traces.find(({ traceId }) => !digests.has(traceId));
    return {
      ...found,
      ...(left && { hasMore: false, searchedFrom: BigInt(left.newest) + 1n }),
      cutTraces: this.#reader.cutTraces,
      traces: withDigests,
    };
  }

  /** What is kept of these traces, by ID; of the first of them where the time is over before all are read. */
  async #readDigests(traces: readonly Candidate[]): Promise<ReadonlyMap<string, { readonly digest: T }>> {
    const digests = new Map<string, { readonly digest: T }>();
    try {
      for await (const read of this.#reader.read(traces.map(({ traceId }) => traceId))) {
        for (const trace of read) digests.set(trace.traceId, { digest: this.#digest(trace, evaluate(this.#plan.expression, trace)) });
        if (performance.now() > this.#search.deadline) break;
      }
    } catch (error) {
      if (!(error instanceof QueryTimeout)) throw error;
    }
    return digests;
  }

  /** False: the time was over before there were enough traces or all was searched. */
  async #walk(): Promise<boolean> {
    const { range, after, limit, deadline } = this.#search;
    const opening = this.#findOpen();
    opening.catch(() => {}); // it is awaited below, unless another fails before
    const named = await narrowed(this.#run, this.#plan.drivers, range);
    const to = after && BigInt(after.newest) < range.to ? BigInt(after.newest) + 1n : range.to;
    for await (const window of this.#windows({ from: range.from, to }, named)) {
      if (performance.now() > deadline) return false;
      const ended = named && overlap(named, window);
      if (ended && !(await this.#searchEnded(ended))) return false;
      const open = (await opening).filter(({ newest }) => BigInt(newest) >= window.from && BigInt(newest) < window.to);
      if (!(await this.#take(open, Infinity))) return false;
      this.#searchedFrom = window.from;
      if (this.#found.size > limit) break;
    }
    return true;
  }

  /**
   * The newest ten minutes, with what lies ahead of them (clocks differ), then ever wider windows. Where the index finds nothing in the
   * newest, what is asked for is rare: then days are read at once. `named`: where there may be anything at all.
   */
  async *#windows(range: TimeRange, named: TimeRange | undefined): AsyncGenerator<TimeRange> {
    const ahead = range.to - nanosOfMillis(Date.now());
    const width = ahead > 0n ? TEN_MINUTES + ahead : TEN_MINUTES;
    const from = range.to - width > range.from ? range.to - width : range.from;
    const newest = { from, to: range.to };
    const left = { from: range.from, to: from };
    if (left.from < left.to && !(await this.#mayFind(named && overlap(named, newest)))) return yield* widening(range, DAY, 6n * DAY);
    yield newest;
    yield* this.#plan.isIndexed && !this.#anyCandidate ? widening(left, DAY, 6n * DAY) : widening(left, 6n * TEN_MINUTES);
  }

  /** False: the index tells that there is nothing. */
  async #mayFind(range: TimeRange | undefined): Promise<boolean> {
    if (!this.#plan.isIndexed) return true;
    return range !== undefined && (await this.#run(anyIndexedStatement(this.#plan.drivers, range))).length > 0;
  }

  /** Traces that may match by a span that has not ended. There are few, so that they are looked for once, not bit by bit. */
  async #findOpen(): Promise<readonly Candidate[]> {
    const { range, after } = this.#search;
    this.#anyOpen = await this.#reader.anyOpen();
    if (!this.#anyOpen) return [];
    return this.#confirmed(await this.#run<Candidate>(openCandidatesStatement(this.#plan.drivers, range, MAX_OPEN, after)));
  }

  /** Takes traces until there is one more than the limit or the window is read; false: the time was over before that. */
  async #searchEnded(window: TimeRange): Promise<boolean> {
    const { limit, deadline } = this.#search;
    let batch = limit + 1;
    for (let after = this.#search.after; performance.now() < deadline; batch = Math.min(batch * 2, MAX_BATCH)) {
      const range = after && BigInt(after.newest) < window.to ? { from: window.from, to: BigInt(after.newest) + 1n } : window;
      const candidates = await this.#run<Candidate>(candidatesStatement(this.#plan.drivers, range, batch, after));
      const unknown = candidates.filter(({ traceId }) => !this.#found.has(traceId) && !this.#rejected.has(traceId));
      if (!(await this.#take(await this.#confirmed(unknown), limit))) return false;
      after = candidates.at(-1);
      if (after) {
        this.#anyCandidate = true;
        this.#searchedFrom = BigInt(after.newest);
      }
      if (this.#found.size > limit || candidates.length < batch) return true;
    }
    return false;
  }

  /**
   * Those that have what the plan requires, and belong here: matches of one trace lie in several windows or pages, or among ended and open
   * spans, and it belongs to the newest of them. A few that are judged one by one anyway need not be asked before.
   */
  async #confirmed(candidates: readonly Candidate[]): Promise<readonly Candidate[]> {
    const { driversSuffice, isExact } = this.#plan;
    const suffice = driversSuffice || (!isExact && candidates.length <= FEW);
    if (suffice && this.#search.after === undefined) return candidates;
    return confirm(this.#run, this.#plan, this.#search.range, candidates);
  }

  /** Takes those that match, until there are more than `enough`; false: the time was over before that. */
  async #take(candidates: readonly Candidate[], enough: number): Promise<boolean> {
    if (this.#plan.isExact) {
      for (const candidate of candidates) this.#keepNewest(candidate);
      return true;
    }
    const byId = new Map<string, Candidate>();
    for (const candidate of candidates) {
      if (this.#found.has(candidate.traceId)) this.#keepNewest(candidate);
      else if (!this.#rejected.has(candidate.traceId)) byId.set(candidate.traceId, candidate);
    }
    for await (const traces of this.#reader.read([...byId.keys()])) {
      for (const trace of traces) this.#evaluate(trace, byId.get(trace.traceId) as Candidate);
      if (this.#found.size > enough) return true;
      if (performance.now() > this.#search.deadline) return false;
    }
    return true;
  }

  #evaluate(trace: StoredTrace, candidate: Candidate): void {
    const spansets = evaluate(this.#plan.expression, trace);
    const isInRange = spansets.some(({ spans }) => spans.some((span) => isIn(this.#search.range, span)));
    if (isInRange && this.#required.isMet(trace)) this.#found.set(trace.traceId, { ...candidate, digest: this.#digest(trace, spansets) });
    else this.#rejected.add(trace.traceId);
  }

  #keepNewest(candidate: Candidate): void {
    const known = this.#found.get(candidate.traceId);
    if (!known || BigInt(known.newest) < BigInt(candidate.newest)) this.#found.set(candidate.traceId, { ...known, ...candidate });
  }
}

function overlap(a: TimeRange, b: TimeRange): TimeRange | undefined {
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to < b.to ? a.to : b.to;
  return from < to ? { from, to } : undefined;
}

function newestFirst(a: Candidate, b: Candidate): number {
  const difference = BigInt(b.newest) - BigInt(a.newest);
  return difference !== 0n ? Number(difference) : a.traceId < b.traceId ? 1 : -1;
}
