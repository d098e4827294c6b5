import type { Window } from "./ticks.ts";

/** Shortest time that is shown, in nanoseconds. */
const LEAST = 100;

/** A window within what there is, not shorter than can be told apart. */
export function within({ from, to }: Window, duration: number): Window {
  const length = Math.min(duration, Math.max(LEAST, to - from));
  const start = Math.min(Math.max(0, from), duration - length);
  return { from: start, to: start + length };
}

/** A window `factor` times as long, in which `at` stays where it is. */
export function zoomed({ from, to }: Window, factor: number, at: number, duration: number): Window {
  return within({ from: at - (at - from) * factor, to: at + (to - at) * factor }, duration);
}

/** Moved by a share of its length. */
export function panned({ from, to }: Window, share: number, duration: number): Window {
  const by = (to - from) * share;
  return within({ from: from + by, to: to + by }, duration);
}

/** A window as the URL has it, `1200000-3400000`; undefined: all of it. */
export function windowOf(text: string | undefined, duration: number): Window {
  const [, from, to] = /^(\d{1,16})-(\d{1,16})$/.exec(text ?? "") ?? [];
  if (from === undefined || to === undefined || Number(to) <= Number(from)) return { from: 0, to: duration };
  return within({ from: Number(from), to: Number(to) }, duration);
}

export function windowText({ from, to }: Window, duration: number): string | undefined {
  if (from <= 0 && to >= duration) return undefined;
  return `${Math.floor(from)}-${Math.ceil(to)}`;
}
