import { QueryTimeout } from "../statement.ts";
import { type TimeRange, widening } from "../windows.ts";

/** Somebody is typing and waits: after so many milliseconds, what was read so far is given. */
const PATIENCE_MS = 2_000;

/**
 * Reads a range in windows, newest first, until `maxRows` have been read, or it takes too long. `read` is given a window and how many rows at
 * most, and says how many it has read. Resolves with the time from which on all was read; `undefined`: all of the range.
 */
export async function scanNewest(
  range: TimeRange,
  maxRows: number,
  read: (window: TimeRange, limit: number) => Promise<number>,
): Promise<bigint | undefined> {
  const end = performance.now() + PATIENCE_MS;
  let left = maxRows;
  let readFrom = range.to;
  try {
    for (const window of widening(range)) {
      const rows = await read(window, left);
      left -= rows;
      if (left <= 0) return readFrom;
      readFrom = window.from;
      if (performance.now() > end && readFrom > range.from) return readFrom;
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout) || readFrom === range.to) throw error;
    return readFrom;
  }
  return undefined;
}
