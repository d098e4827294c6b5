/** `from` inclusive, `to` exclusive; Unix nanoseconds. */
export interface TimeRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** From the beginning of the first to the end of the last; `undefined`: there are none. */
export function hull(ranges: readonly TimeRange[]): TimeRange | undefined {
  const [first, ...others] = ranges;
  return (
    first &&
    others.reduce(({ from, to }, range) => ({ from: range.from < from ? range.from : from, to: range.to > to ? range.to : to }), first)
  );
}

const MINUTE = 60_000_000_000n;
const DAY = 24n * 60n * MINUTE;
const GROWTH = 6n;

/**
 * Cuts a range into windows, newest first, each six times wider than the one before, up to the largest: a search that finds enough
 * in the newest minutes never reads the rest.
 */
export function* widening(range: TimeRange, first: bigint = 10n * MINUTE, largest: bigint = DAY): Generator<TimeRange> {
  let width = first;
  for (let to = range.to; to > range.from; width = width * GROWTH > largest ? largest : width * GROWTH) {
    const from = to - width > range.from ? to - width : range.from;
    yield { from, to };
    to = from;
  }
}

/** The same, oldest first. */
export function* wideningForward(range: TimeRange, first?: bigint, largest?: bigint): Generator<TimeRange> {
  // Mirrored in time, the oldest is the newest.
  for (const { from, to } of widening({ from: -range.to, to: -range.from }, first, largest)) yield { from: -to, to: -from };
}
