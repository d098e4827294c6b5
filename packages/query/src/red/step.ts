import type { TimeRange } from "../windows.ts";

const DAY = 86_400;
/** What people divide time into, in seconds. Rates are kept by the minute. */
const UNITS = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, DAY];

/** As many points as a chart has room for. */
const USUAL_POINTS = 120;
/** Most points of a series. */
export const MAX_POINTS = 500;

export interface Step {
  readonly seconds: number;
  /** Whether it is longer than was asked for, since there would be too many points. */
  readonly wasWidened: boolean;
}

/** The step of a series: what is asked for, in nanoseconds, rounded up to a unit that people use; or what gives a usual number of points. */
export function stepOf({ from, to }: TimeRange, asked?: bigint): Step {
  const seconds = Number((to - from) / 1_000_000_000n);
  if (asked === undefined) return { seconds: roundUp(seconds / USUAL_POINTS), wasWidened: false };
  const rounded = roundUp(Number(asked) / 1e9);
  const least = roundUp(seconds / MAX_POINTS);
  return { seconds: Math.max(rounded, least), wasWidened: rounded < least };
}

function roundUp(seconds: number): number {
  return UNITS.find((unit) => unit >= seconds) ?? Math.ceil(seconds / DAY) * DAY;
}
