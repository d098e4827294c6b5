import type { Stretch } from "../time/stretches.ts";

/**
 * From the action's clock to a place between 0 and 1 on the axis, and back. Long times in which nothing ran are shortened: a request of
 * a tenth of a second and its job an hour later are both to be read. Within a piece the axis is even.
 */
export interface Scale {
  readonly length: number;
  /** The times that are shortened. */
  readonly shortened: readonly Stretch[];
  readonly place: (time: number) => number;
  readonly time: (place: number) => number;
}

/** A wait longer than this share of the time in which something ran is shortened to it; all waits together to not more than the other. */
const LONGEST_WAIT = 0.15;
const ALL_WAITS = 0.5;

export function scaleOf(length: number, waits: readonly Stretch[]): Scale {
  const all = Math.max(length, 1);
  const waiting = waits.reduce((sum, { from, to }) => sum + to - from, 0);
  const shown = Math.max((all - waiting) * Math.min(LONGEST_WAIT, ALL_WAITS / waits.length), 1);
  const shortened = waits.filter(({ from, to }) => to - from > shown * 1.5).toSorted((a, b) => a.from - b.from);
  // Corners of the line from time to what is shown of it.
  const corners: { time: number; at: number }[] = [{ time: 0, at: 0 }];
  let saved = 0;
  for (const { from, to } of shortened) {
    corners.push({ time: from, at: from - saved });
    saved += to - from - shown;
    corners.push({ time: to, at: to - saved });
  }
  const end = all - saved;
  corners.push({ time: all, at: end });
  return {
    length: all,
    shortened,
    place: (time) => along(corners, "time", "at", time) / end,
    time: (place) => along(corners, "at", "time", place * end),
  };
}

type Corner = Readonly<Record<"time" | "at", number>>;

function along(corners: readonly Corner[], x: keyof Corner, y: keyof Corner, value: number): number {
  // Between which two corners; of many waits there are many.
  let [low, index] = [0, corners.length - 1];
  while (index - low > 1) {
    const middle = (low + index) >> 1;
    if ((corners[middle] as Corner)[x] < value) low = middle;
    else index = middle;
  }
  const a = corners[index - 1] as Corner;
  const b = corners[index] as Corner;
  const width = b[x] - a[x];
  // Beyond an end it goes on evenly.
  return width === 0 ? b[y] : a[y] + ((value - a[x]) / width) * (b[y] - a[y]);
}
