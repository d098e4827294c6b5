import type { Stretch } from "../time/stretches.ts";
import type { Scale } from "./scale.ts";

/** What part of the axis is shown: places between 0 and 1. */
export interface ViewWindow {
  readonly from: number;
  readonly to: number;
}

export const ALL: ViewWindow = { from: 0, to: 1 };

/** Nanoseconds: closer than this nothing is told apart. */
const SHORTEST = 1_000;

export function within({ from, to }: ViewWindow, { length }: Scale): ViewWindow {
  const size = Math.min(1, Math.max(to - from, SHORTEST / length));
  const start = Math.min(Math.max(0, from), 1 - size);
  return { from: start, to: start + size };
}

/** `factor` times as long; the place `at` stays where it is. */
export function zoomed({ from, to }: ViewWindow, factor: number, at: number, scale: Scale): ViewWindow {
  return within({ from: at - (at - from) * factor, to: at + (to - at) * factor }, scale);
}

/** Moved by a share of its own length. */
export function panned({ from, to }: ViewWindow, share: number, scale: Scale): ViewWindow {
  const by = (to - from) * share;
  return within({ from: from + by, to: to + by }, scale);
}

/** The least move that brings a stretch of time into sight. */
export function showing(window: ViewWindow, { from, to }: Stretch, scale: Scale): ViewWindow {
  const [start, end] = [scale.place(from), scale.place(to)];
  if (start < window.from || start > window.to) {
    const size = window.to - window.from;
    return within({ from: start - size * 0.1, to: start + size * 0.9 }, scale);
  }
  return end <= window.to || end - start > window.to - window.from
    ? window
    : panned(window, (end - window.to) / (window.to - window.from), scale);
}

/** The window as the URL has it: from when to when, in nanoseconds of the action's clock. */
export function windowOf(text: string | undefined, scale: Scale): ViewWindow {
  const [, from, to] = /^(\d{1,16})-(\d{1,16})$/.exec(text ?? "") ?? [];
  if (from === undefined || to === undefined || Number(to) <= Number(from)) return ALL;
  return within({ from: scale.place(Number(from)), to: scale.place(Number(to)) }, scale);
}

/** Undefined: all of it. */
export function windowText({ from, to }: ViewWindow, scale: Scale): string | undefined {
  if (from <= 0 && to >= 1) return undefined;
  return `${Math.max(0, Math.floor(scale.time(from)))}-${Math.ceil(scale.time(to))}`;
}
