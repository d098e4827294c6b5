import { nanosOfMillis } from "@throughline/model";
import type { LogRow } from "../rows/log.ts";
import { QueryTimeout, type Run } from "../statement.ts";
import { type TimeRange, widening, wideningForward } from "../windows.ts";
import type { LogFilter } from "./filter.ts";
import { isByWord } from "./narrowing.ts";
import { type LogCursor, type LogOrder, logPageStatement, placeOf } from "./page.ts";
import { type AskedScope, isOfFew, scopeOf } from "./scope-of.ts";

export interface LogSearch extends AskedScope {
  readonly filter: LogFilter;
  readonly range: TimeRange;
  readonly order: LogOrder;
  readonly limit: number;
  readonly cursor?: LogCursor | undefined;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

export interface FoundLogs {
  readonly rows: readonly LogRow[];
  /** Where the search goes on; `undefined`: all was searched, or nothing could be. */
  readonly next?: LogCursor;
  readonly tracesWereCut: boolean;
  /** The search ran out of time when it had come so far, in Unix nanoseconds. */
  readonly searchedUntil?: bigint;
}

const MINUTE = 60_000_000_000n;
const DAY = 1_440n * MINUTE;
const LAST_RANK = String(2n ** 64n - 1n);

/** Finds log records, walking through time in windows that widen until there are enough. */
export async function searchLogs(run: Run, search: LogSearch): Promise<FoundLogs> {
  const { filter, cursor, order, limit } = search;
  const { scope, tracesWereCut } = await scopeOf(run, search);
  const range = rangeBehind(search);
  const rows: LogRow[] = [];
  let reached = order === "newest" ? range.to : range.from;
  try {
    const hasFoundNone = isByWord(filter) ? () => rows.length === 0 : () => false;
    for (const { isLong = false, ...window } of windowsOf(search, range, hasFoundNone)) {
      if (performance.now() > search.deadline) return stopped();
      // The cursor's place is in the first window that is read.
      const at = window[order === "newest" ? "to" : "from"] === range[order === "newest" ? "to" : "from"] ? cursor : undefined;
      rows.push(
        ...(await run<LogRow>(
          logPageStatement({ filter, scope, range: window, order, limit: limit + 1 - rows.length, isLong, ...(at && { cursor: at }) }),
        )),
      );
      reached = order === "newest" ? window.from : window.to;
      if (rows.length > limit) return { rows: rows.slice(0, limit), next: cursorAfter(rows.slice(0, limit), cursor), tracesWereCut };
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
    return stopped();
  }
  return { rows, tracesWereCut };

  function stopped(): FoundLogs {
    const hasMoved = reached !== range[order === "newest" ? "to" : "from"];
    const next =
      order === "newest" ? { time: String(reached - 1n), rank: LAST_RANK, given: 0 } : { time: String(reached), rank: "0", given: 0 };
    return { rows, tracesWereCut, searchedUntil: reached, ...(hasMoved && { next }) };
  }
}

/** What is left of the range behind the cursor. */
function rangeBehind({ cursor, range: { from, to }, order }: LogSearch): TimeRange {
  if (!cursor) return { from, to };
  const time = BigInt(cursor.time);
  if (order === "newest") return { from, to: time < to ? time + 1n : to };
  return { from: time > from ? time : from, to };
}

/** A part of the range. A long one is read in the table's order, as far as it must be. */
type Window = TimeRange & { readonly isLong?: boolean };

/** `hasFoundNone`: whether nothing has been found that an index would find. It is rare, then, and looked for in days at once. */
function* windowsOf(search: LogSearch, range: TimeRange, hasFoundNone: () => boolean): Generator<Window> {
  if (isOfFew(search)) {
    if (range.to > range.from) yield range;
    return;
  }
  const now = nanosOfMillis(Date.now());
  let left = range;
  let hasLooked = false;
  for (const window of search.order === "newest" ? newestFirst(range, now) : wideningForward(range, MINUTE)) {
    if (hasLooked && hasFoundNone()) {
      const days = search.order === "newest" ? widening(left, DAY, 6n * DAY) : wideningForward(left, DAY, 6n * DAY);
      for (const long of days) yield { ...long, isLong: true };
      return;
    }
    yield window;
    left = search.order === "newest" ? { from: range.from, to: window.from } : { from: window.to, to: range.to };
    hasLooked = window.from < now;
  }
}

function* newestFirst(range: TimeRange, now: bigint): Generator<TimeRange> {
  const isAhead = range.to > now && range.from < now;
  // Little is ahead of now, which clocks that are fast have written: it costs one look.
  if (isAhead) yield { from: now, to: range.to };
  yield* widening(isAhead ? { from: range.from, to: now } : range, MINUTE);
}

function cursorAfter(rows: readonly LogRow[], before: LogCursor | undefined): LogCursor {
  const here = placeOf(rows.at(-1) as LogRow);
  const isHere = (place: { time: string; rank: string } | undefined) => place?.time === here.time && place.rank === here.rank;
  const given = rows.filter((row) => isHere(placeOf(row))).length;
  return { ...here, given: given + (isHere(before) ? (before?.given ?? 0) : 0) };
}
