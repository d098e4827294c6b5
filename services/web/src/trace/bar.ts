import type { Window } from "./ticks.ts";

/** Least width of a bar in pixels: that there is something must be seen. */
const LEAST = 2;

export interface Bar {
  readonly x: number;
  readonly width: number;
}

/** Where a time lies in a window that is drawn `width` pixels wide. */
export function xOf(at: number, { from, to }: Window, width: number): number {
  return to > from ? ((at - from) / (to - from)) * width : 0;
}

export function timeOf(x: number, { from, to }: Window, width: number): number {
  return width > 0 ? from + (x / width) * (to - from) : from;
}

/** What is seen of a time from `start` to `end`; undefined: nothing. */
export function barOf(start: number, end: number, window: Window, width: number): Bar | undefined {
  if (end < window.from || start > window.to) return undefined;
  const left = Math.max(0, xOf(start, window, width));
  const right = Math.min(width, xOf(end, window, width));
  const x = Math.min(left, width - LEAST);
  return { x, width: Math.max(LEAST, right - x) };
}
