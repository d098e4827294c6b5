/** A part of a clock: nanoseconds since its start. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

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

/** How much of a stretch none of the others covers. They count as far as they lie in it. */
export function uncovered({ from, to }: Stretch, others: readonly Stretch[]): number {
  const within = others.map((other) => ({ from: Math.max(other.from, from), to: Math.min(other.to, to) }));
  return to - from - total(union(within.filter((other) => other.to > other.from)));
}
