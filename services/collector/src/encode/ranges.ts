/** Places in a request's bytes, remembered to be read later: pairs of start and stop. Used again for each item. */
export type Ranges = number[];

/** Calls `read` with each start and stop. */
export function forEachRange(ranges: Ranges, read: (start: number, stop: number) => void): void {
  for (let at = 0; at < ranges.length; at += 2) read(ranges[at] as number, ranges[at + 1] as number);
}
