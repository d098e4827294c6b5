import type { FieldExpression } from "@throughline/traceql";
import type { Point } from "./scatter-points.ts";
import { withCondition, withoutConditions } from "./condition.ts";

/** An area of the scatter: Unix milliseconds, and durations in nanoseconds unless it reaches over all of them. */
export interface Area {
  readonly millis: readonly [from: number, to: number];
  readonly nanos?: readonly [least: number, most: number];
}

/**
 * The search that is narrowed to an area. A trace is found by when its spans that match began, which may be long after the trace: the range
 * reaches to the end of the traces that are drawn in the area, so that none of these is lost.
 */
export function narrowedTo(
  q: string,
  { millis: [from, to], nanos }: Area,
  points: readonly Point[],
): { q: string; start: string; end: string } {
  const ends = points.filter((point) => isWithin({ millis: [from, to], ...(nanos && { nanos }) }, point)).map(endOf);
  const start = Math.floor(from);
  const range = { start: nanosText(start), end: nanosText(Math.max(Math.ceil(to), start, ...ends) + 1) };
  if (!nanos) return { q, ...range };
  const [least, most] = [rounded(nanos[0], Math.floor), rounded(nanos[1], Math.ceil)];
  const unbound = withoutConditions(q, isBound);
  return { q: withCondition(unbound, `traceDuration >= ${least}ns && traceDuration <= ${most}ns`), ...range };
}

function isWithin({ millis: [from, to], nanos: [least, most] = [0, Infinity] }: Area, point: Point): boolean {
  return point.millis >= from && point.millis <= to && point.nanos >= least && point.nanos <= most;
}

function endOf({ millis, nanos }: Point): number {
  return Math.ceil(millis + nanos / 1_000_000);
}

/** Whether the condition bounds the duration of traces: another brush takes its place. */
function isBound(condition: FieldExpression): boolean {
  if (condition.type !== "comparison") return false;
  const { left, operator } = condition;
  return left.type === "intrinsic" && left.name === "traceDuration" && /^[<>]=?$/.test(operator);
}

function nanosText(millis: number): string {
  return String(BigInt(millis) * 1_000_000n);
}

/** In two digits that people can read, the area being no smaller for it. */
function rounded(nanos: number, round: (value: number) => number): string {
  const scale = 10 ** Math.max(Math.floor(Math.log10(nanos)) - 1, 0);
  return String(BigInt(round(nanos / scale)) * BigInt(scale));
}
