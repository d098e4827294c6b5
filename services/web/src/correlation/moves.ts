import { byTime, type Part } from "./action.ts";
import type { Lane } from "./lanes.ts";

/** Where an arrow key leads from a span. */
export type Move = "next" | "before" | "up" | "down";

/** The span that an arrow key leads to: along the lane by start, or to the next lane, there to the one nearest in time. */
export function moved(lanes: readonly Lane[], from: Part | undefined, move: Move): Part | undefined {
  const filled = lanes.filter(({ bars }) => bars.length > 0);
  const at = filled.findIndex(({ bars }) => bars.some(({ part }) => part === from));
  if (!from || at < 0) return partsOf(filled[0])[0];
  const own = partsOf(filled[at]);
  if (move === "next" || move === "before") return own[own.indexOf(from) + (move === "next" ? 1 : -1)] ?? from;
  const other = partsOf(filled[at + (move === "down" ? 1 : -1)]);
  return other.length === 0 ? from : other.reduce((best, part) => (distance(part, from) < distance(best, from) ? part : best));
}

function partsOf(lane: Lane | undefined): Part[] {
  return lane?.bars.map(({ part }) => part).toSorted(byTime) ?? [];
}

const distance = (a: Part, b: Part): number => Math.abs(a.from - b.from);

/** A span among those of its lane, for who does not see where it stands. */
export interface Neighbour {
  readonly part: Part;
  /** From 1. */
  readonly position: number;
  readonly of: number;
}

/** The spans that stand in the lane just before and behind one, and itself; before anything is chosen, the first of all. */
export function neighbours(lanes: readonly Lane[], from: Part | undefined, reach: number): Neighbour[] {
  const lane = lanes.find(({ bars }) => bars.some(({ part }) => part === from)) ?? lanes.find(({ bars }) => bars.length > 0);
  const own = partsOf(lane);
  const at = from ? Math.max(0, own.indexOf(from)) : 0;
  const first = Math.max(0, at - reach);
  return own.slice(first, at + reach + 1).map((part, index) => ({ part, position: first + index + 1, of: own.length }));
}
