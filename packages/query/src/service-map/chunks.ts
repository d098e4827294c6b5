import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

const TEN_MINUTES = 600_000_000_000n;
const HOUR = 6n * TEN_MINUTES;
/** A join of so many spans takes two seconds and half a gigabyte. */
const SPANS = 3_000_000;

/** Spans whose calls one statement reads. */
export interface Chunk extends TimeRange {
  /** How many spans there are that have to do with it, its surroundings included. When that grows, its calls are to be read again. */
  readonly spans: number;
  /** Whether the range that was asked for has all of it. */
  readonly isWhole: boolean;
}

/** What lies around a piece of time and may have to do with its calls, in nanoseconds. */
export interface Surroundings {
  readonly before: bigint;
  readonly after: bigint;
}

/** Divides a range by the clock into hours, or less where there are many spans, newest first; where there are none, there is no chunk. */
export async function chunksOf(run: Run, range: TimeRange, { before, after }: Surroundings): Promise<Chunk[]> {
  const counts = await readCounts(run, { from: range.from < before ? 0n : range.from - before, to: range.to + after });
  const hours = [...new Set([...counts.keys()].map((start) => floor(start, HOUR)))].toSorted((a, b) => Number(b - a));
  return hours
    .flatMap((hour) => piecesOf(counts, hour))
    .flatMap((whole) => {
      const from = whole.from > range.from ? whole.from : range.from;
      const to = whole.to < range.to ? whole.to : range.to;
      if (from >= to || spansIn(counts, whole) === 0) return [];
      const spans = spansIn(counts, { from: whole.from - before, to: whole.to + after });
      return [{ from, to, spans, isWhole: from === whole.from && to === whole.to }];
    });
}

/** An hour, or what it is divided into, newest first. */
function piecesOf(counts: ReadonlyMap<bigint, number>, hour: bigint): TimeRange[] {
  const spans = spansIn(counts, { from: hour, to: hour + HOUR });
  const pieces = [1, 2].find((count) => spans / count <= SPANS) ?? 6;
  const length = HOUR / BigInt(pieces);
  return Array.from({ length: pieces }, (_, index) => hour + HOUR - BigInt(index) * length).map((to) => ({ from: to - length, to }));
}

/** How many spans began in each ten minutes, by when these begin. */
async function readCounts(run: Run, { from, to }: TimeRange): Promise<Map<bigint, number>> {
  const parameters = new Parameters();
  const rows = await run<{ start: number; spans: string }>(
    parameters.statement(`SELECT toUnixTimestamp(toStartOfTenMinutes(minute)) AS start, sum(calls) AS spans
FROM red
WHERE minute >= toStartOfTenMinutes(${parameters.time(from)}) AND minute < ${parameters.time(to)}
GROUP BY start`),
  );
  return new Map(rows.map(({ start, spans }) => [BigInt(start) * 1_000_000_000n, Number(spans)]));
}

function spansIn(counts: ReadonlyMap<bigint, number>, { from, to }: TimeRange): number {
  let spans = 0;
  for (let start = floor(from, TEN_MINUTES); start < to; start += TEN_MINUTES) spans += counts.get(start) ?? 0;
  return spans;
}

function floor(nanos: bigint, unit: bigint): bigint {
  return nanos - (nanos % unit);
}
