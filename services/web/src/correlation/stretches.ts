import type { Stretch } from "./action.ts";

/** The times that the stretches cover together, by time, without overlap. */
export function union(stretches: readonly Stretch[]): Stretch[] {
  const covered: { from: number; to: number }[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = covered.at(-1);
    if (last === undefined || from > last.to) covered.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  return covered;
}

export function total(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0);
}
