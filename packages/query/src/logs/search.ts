import { nanosOfMillis } from "@throughline/model";
import type { LogRow } from "../rows/log.ts";
import { QueryTimeout, type Run } from "../statement.ts";
import { type TimeRange, widening, wideningForward } from "../windows.ts";
import type { LogFilter } from "./filter.ts";
import { isById, isByWord } from "./narrowing.ts";
import { askedOfRecords } from "./of-records.ts";
import { type LogCursor, type LogOrder, type LogPage, logPageStatement, pageTimesStatement, placeOf } from "./page.ts";
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
  const { cursor, order, limit, range } = search;
  const [filter, { scope, tracesWereCut }] = await Promise.all([askedOfRecords(run, search.filter), scopeOf(run, search)]);
  const rows: LogRow[] = [];
  let reached: bigint | undefined;
  try {
    const hasFoundNone = isByWord(filter) ? () => rows.length === 0 : () => false;
    for (const look of looks(search, isById(filter), hasFoundNone)) {
      if (performance.now() > search.deadline) return stopped();
      rows.push(...(await readPage(run, { filter, scope, order, limit: limit + 1 - rows.length, ...look })));
      reached = order === "newest" ? look.range.from : look.range.to;
      if (rows.length > limit) return { rows: rows.slice(0, limit), next: cursorAfter(rows.slice(0, limit), cursor), tracesWereCut };
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
    return stopped();
  }
  return { rows, tracesWereCut };

  function stopped(): FoundLogs {
    if (reached === undefined) return { rows, tracesWereCut, searchedUntil: order === "newest" ? range.to : range.from };
    const next =
      order === "newest" ? { time: String(reached - 1n), rank: LAST_RANK, given: 0 } : { time: String(reached), rank: "0", given: 0 };
    return { rows, tracesWereCut, searchedUntil: reached, next };
  }
}

/**
 * In two steps, where there may be much to look at: when the records are of which the page is made, by what the filter asks about alone, and then all of those.
 * What comes meanwhile makes it no longer than it may be.
 */
async function readPage(run: Run, page: LogPage): Promise<readonly LogRow[]> {
  const { cursor, isLong = false, scope } = page;
  if (cursor || isLong || scope.traceId !== undefined || scope.correlation) return run<LogRow>(logPageStatement(page));
  const [found] = await run<{ count: string; first: string; last: string }>(pageTimesStatement(page));
  if (!found || found.count === "0") return [];
  return run<LogRow>(logPageStatement({ ...page, range: { from: BigInt(found.first), to: BigInt(found.last) + 1n } }));
}

/** A part of the range: a cursor's nanosecond, in which it has a place, a window, or a long one. */
type Look = Pick<LogPage, "range" | "cursor" | "isLong">;

/**
 * Where to look, one after the other. What is rare is looked for in days at once: an ID, or what an index would find and has not been found where it has been looked
 * for: `hasFoundNone`. An ID that is in every record takes ten times as long that way (measured).
 */
function* looks({ cursor, range, order, ...asked }: LogSearch, isOfId: boolean, hasFoundNone: () => boolean): Generator<Look> {
  let left = range;
  if (cursor) {
    const time = BigInt(cursor.time);
    if (time >= range.from && time < range.to) yield { range: { from: time, to: time + 1n }, cursor };
    if (order === "newest") left = { from: range.from, to: time < range.to ? time : range.to };
    else left = { from: time >= range.from ? time + 1n : range.from, to: range.to };
  }
  if (left.from >= left.to) return;
  if (isOfFew(asked)) return yield { range: left };
  for (const window of isOfId ? [] : order === "newest" ? wideningFromNow(left) : wideningForward(left, MINUTE)) {
    yield { range: window };
    left = order === "newest" ? { from: left.from, to: window.from } : { from: window.to, to: left.to };
    if (hasFoundNone()) break;
  }
  for (const days of order === "newest" ? widening(left, DAY, 6n * DAY) : wideningForward(left, DAY, 6n * DAY))
    yield { range: days, isLong: true };
}

/** What is ahead of now, which clocks that are fast have written, is little, and belongs to the first window. */
function* wideningFromNow(range: TimeRange): Generator<TimeRange> {
  const now = nanosOfMillis(Date.now());
  const ahead = range.from < now && range.to > now ? range.to : undefined;
  for (const window of widening(ahead === undefined ? range : { from: range.from, to: now }, MINUTE))
    yield window.to === now && ahead !== undefined ? { from: window.from, to: ahead } : window;
}

function cursorAfter(rows: readonly LogRow[], before: LogCursor | undefined): LogCursor {
  const here = placeOf(rows.at(-1) as LogRow);
  const isHere = (place: { time: string; rank: string } | undefined) => place?.time === here.time && place.rank === here.rank;
  const given = rows.filter((row) => isHere(placeOf(row))).length;
  return { ...here, given: given + (isHere(before) ? (before?.given ?? 0) : 0) };
}
