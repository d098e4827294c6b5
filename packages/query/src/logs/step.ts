import type { TimeRange } from "../windows.ts";

const MILLI = 1_000_000n;
const SECOND = 1_000n * MILLI;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;

/** What people divide time into, in nanoseconds. */
const UNITS: readonly bigint[] = [
  ...[1n, 2n, 5n, 10n, 20n, 50n, 100n, 200n, 500n].map((count) => count * MILLI),
  ...[1n, 2n, 5n, 10n, 15n, 30n].map((count) => count * SECOND),
  ...[1n, 2n, 5n, 10n, 15n, 30n].map((count) => count * MINUTE),
  ...[1n, 2n, 3n, 6n, 12n].map((count) => count * HOUR),
  DAY,
];

/** Most points of a histogram. */
export const MAX_LOG_POINTS = 1_000;

/** Length of a step, in nanoseconds, and whether it is longer than was asked for, since there would be too many. */
export interface LogStep {
  readonly nanos: bigint;
  readonly wasWidened: boolean;
}

/** The step of a histogram over a range, rounded up to a unit that people use: of the length that is asked for, or else to give about so many points. */
export function logStepOf(range: TimeRange, asked: bigint | undefined, points: number): LogStep {
  if (asked === undefined) return { nanos: atMost(range, points, roundUp((range.to - range.from) / BigInt(points))), wasWidened: false };
  const rounded = roundUp(asked);
  const nanos = atMost(range, MAX_LOG_POINTS, rounded);
  return { nanos, wasWidened: nanos > rounded };
}

/** When the steps of a range begin, in Unix nanoseconds: at multiples of their length, the first at or before the beginning of the range. */
export function stepsOf({ from, to }: TimeRange, step: bigint): bigint[] {
  const first = from - (from % step);
  return Array.from({ length: countOf({ from, to }, step) }, (_, index) => first + BigInt(index) * step);
}

function countOf({ from, to }: TimeRange, step: bigint): number {
  return Number((to - (from - (from % step)) + step - 1n) / step);
}

/** Steps begin at round times: one more than the length of the range says may be needed. */
function atMost(range: TimeRange, points: number, step: bigint): bigint {
  let nanos = step;
  while (countOf(range, nanos) > points && nanos < range.to - range.from) nanos = roundUp(nanos + 1n);
  return nanos;
}

function roundUp(nanos: bigint): bigint {
  return UNITS.find((unit) => unit >= nanos) ?? ((nanos + DAY - 1n) / DAY) * DAY;
}
