import { readCorrelatedTraces } from "../correlation.ts";
import { QueryTimeout, type Run } from "../statement.ts";
import { type TimeRange, widening } from "../windows.ts";
import type { LogTerm } from "./filter.ts";
import { type LogCursor, type LogPageRow, logPageStatement, type LogScope } from "./page.ts";

export interface LogSearch {
  readonly terms: readonly LogTerm[];
  readonly traceId?: string;
  /** Finds the records of all traces that have the ID anywhere, and those that carry it outside any trace. */
  readonly correlationId?: string;
  /** Most traces of a correlation ID that are searched. */
  readonly traceLimit: number;
  readonly range: TimeRange;
  readonly limit: number;
  readonly cursor?: LogCursor;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

export interface FoundLogs {
  /** Newest first. */
  readonly rows: readonly LogPageRow[];
  readonly next?: LogCursor;
  readonly tracesWereCut: boolean;
  /** The search ran out of time: what is older than this, in Unix nanoseconds, was not searched. */
  readonly searchedFrom?: bigint;
}

const MINUTE = 60_000_000_000n;

/** Finds log records, newest first, walking back in time in windows that widen until there are enough. */
export async function searchLogs(run: Run, search: LogSearch): Promise<FoundLogs> {
  const scope: LogScope = { ...(search.traceId !== undefined && { traceId: search.traceId }) };
  let tracesWereCut = false;
  if (search.correlationId !== undefined) {
    const { traceIds, outside, wereCut } = await readCorrelatedTraces(run, search.correlationId, search.traceLimit);
    tracesWereCut = wereCut;
    Object.assign(scope, { correlation: { id: search.correlationId, traceIds, outsideTraces: outside !== undefined } });
  }
  const rows: LogPageRow[] = [];
  const { cursor, range, limit } = search;
  const to = cursor && BigInt(cursor.time) < range.to ? BigInt(cursor.time) + 1n : range.to;
  let searchedFrom = to;
  try {
    // What belongs to few traces is found by their IDs: there is nothing to gain from reading it bit by bit.
    const isOfFew = search.traceId !== undefined || search.correlationId !== undefined;
    for (const window of isOfFew && to > range.from ? [{ from: range.from, to }] : widening({ from: range.from, to }, MINUTE)) {
      if (performance.now() > search.deadline) return { rows, tracesWereCut, searchedFrom };
      // The cursor's place is in the first window that is read.
      const at = window.to === to ? cursor : undefined;
      rows.push(...(await run<LogPageRow>(logPageStatement(search.terms, scope, window, limit + 1 - rows.length, at))));
      searchedFrom = window.from;
      if (rows.length > limit) return { rows: rows.slice(0, limit), next: cursorAfter(rows.slice(0, limit), cursor), tracesWereCut };
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
    return { rows, tracesWereCut, searchedFrom };
  }
  return { rows, tracesWereCut };
}

function cursorAfter(rows: readonly LogPageRow[], before: LogCursor | undefined): LogCursor {
  const last = rows.at(-1) as LogPageRow;
  const here = { time: last.timeNano, rank: last.rank };
  const isHere = (place: { time: string; rank: string } | undefined) => place?.time === here.time && place.rank === here.rank;
  const given = rows.filter((row) => isHere({ time: row.timeNano, rank: row.rank })).length;
  return { ...here, given: given + (isHere(before) ? (before?.given ?? 0) : 0) };
}
