import { ticksOf } from "../trace/ticks.ts";
import type { Stretch } from "../time/stretches.ts";
import type { Scale } from "./scale.ts";
import type { ViewWindow } from "./view-window.ts";

/** The places of a window on a line of pixels. */
export interface Axis {
  readonly width: number;
  readonly x: (time: number) => number;
  readonly time: (x: number) => number;
}

export function axisOf(scale: Scale, { from, to }: ViewWindow, width: number): Axis {
  const size = Math.max(to - from, Number.EPSILON);
  return {
    width,
    x: (time) => ((scale.place(time) - from) / size) * width,
    time: (x) => scale.time(from + (width > 0 ? x / width : 0) * size),
  };
}

export interface Tick {
  readonly x: number;
  readonly label: string;
}

/** Pixels that a label needs. */
const LABEL = 84;

/** Round times on the axis; none inside of a shortened wait. */
export function axisTicks(axis: Axis, { length, shortened }: Scale): Tick[] {
  const [first, last] = [Math.max(0, axis.time(0)), Math.min(length, axis.time(axis.width))];
  const breaks = shortened.filter(({ from, to }) => to > first && from < last);
  const edges = [first, ...breaks.flatMap(({ from, to }) => [Math.max(from, first), Math.min(to, last)]), last];
  const found: Tick[] = [];
  for (let at = 0; at + 1 < edges.length; at += 2) {
    const [from, to] = [edges[at] ?? 0, edges[at + 1] ?? 0];
    const room = Math.floor((axis.x(to) - axis.x(from)) / LABEL);
    if (room >= 1) for (const { at: time, label } of ticksOf({ from, to }, room)) found.push({ x: axis.x(time), label });
  }
  return found.filter(({ x }) => x <= axis.width - LABEL / 2);
}

/** What is seen of a stretch; undefined: nothing. At least as wide as can be seen. */
export function seen(axis: Axis, { from, to }: Stretch, least = 2): { readonly x: number; readonly width: number } | undefined {
  const [start, end] = [axis.x(from), axis.x(to)];
  if (end < 0 || start > axis.width) return undefined;
  const x = Math.max(0, Math.min(start, axis.width - least));
  return { x, width: Math.max(least, Math.min(end, axis.width) - x) };
}
