import type { TraceSummary } from "@throughline/api";
import { durationText } from "@throughline/model";
import { countText } from "../text/number.ts";
import { stateOf, type TraceState } from "./trace-state.ts";

/** A trace on the scatter: when it began, in Unix milliseconds, and how long it took, in nanoseconds. */
export interface Point {
  readonly trace: TraceSummary;
  readonly state: TraceState;
  readonly millis: number;
  readonly nanos: number;
}

/** Order of the series: what stands out is drawn last, above the others. */
export const STATES = ["ended", "open", "error"] as const satisfies readonly TraceState[];

/** A logarithm has no place for nothing: what is shorter stands here. */
const LEAST_NANOS = 1_000;

/** By time, oldest first. */
export function pointsOf(traces: readonly TraceSummary[]): readonly Point[] {
  return traces
    .map((trace) => ({
      trace,
      state: stateOf(trace),
      millis: Number(BigInt(trace.startTimeUnixNano) / 1_000_000n),
      nanos: Math.max(Number(trace.durationNano), LEAST_NANOS),
    }))
    .toSorted((a, b) => a.millis - b.millis);
}

/** Columns for the chart: times, then the durations of each state. */
export function columnsOf(points: readonly Point[]): [number[], ...(number | null)[][]] {
  return [
    points.map(({ millis }) => millis),
    ...STATES.map((state) => points.map((point) => (point.state === state ? point.nanos : null))),
  ];
}

/** The point that is nearest to a place within `reach` pixels; `placeOf` gives where a point is drawn. */
export function nearest(
  points: readonly Point[],
  at: readonly [left: number, top: number],
  placeOf: (point: Point) => readonly [left: number, top: number],
  reach: number,
): Point | undefined {
  let best: Point | undefined;
  let least = reach;
  for (const point of points) {
    const [left, top] = placeOf(point);
    const distance = Math.hypot(left - at[0], top - at[1]);
    if (distance > least) continue;
    least = distance;
    best = point;
  }
  return best;
}

const LEAST_EXTENT_MILLIS = 1_000;

/** From when to when the axis of time reaches, in Unix milliseconds: as far as there are points. */
export function extentOf(points: readonly Point[]): [from: number, to: number] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [0, LEAST_EXTENT_MILLIS];
  const room = Math.max((last.millis - first.millis) * 0.04, LEAST_EXTENT_MILLIS / 2);
  return [first.millis - room, last.millis + room];
}

/** The least and the most that the axis of durations shows: whole decades of time that hold all points. */
export function decadesOf(points: readonly Point[]): [least: number, most: number] {
  const nanos = points.map((point) => point.nanos);
  const least = 10 ** Math.floor(Math.log10(Math.min(...nanos, 1e6)));
  const most = 10 ** Math.ceil(Math.log10(Math.max(...nanos, 1e9)));
  return [least, most];
}

/** The powers of ten from one to the other. */
export function decadesWithin(least: number, most: number): number[] {
  const first = Math.ceil(Math.log10(least));
  return Array.from({ length: Math.floor(Math.log10(most)) - first + 1 }, (_, at) => 10 ** (first + at));
}

const SECOND = 1_000_000_000;

/** A power of ten without digits behind the point; a second and more in seconds: they go on by tens. */
export function decadeText(nanos: number): string {
  return nanos < SECOND ? durationText(BigInt(nanos)).replace(/\.0+ /, " ") : `${countText(nanos / SECOND)} s`;
}
