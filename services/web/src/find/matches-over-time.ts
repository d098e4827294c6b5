import type { MetricsResult } from "@throughline/api";

/** How many spans match in each step, from the first that has any to the last. */
export interface MatchesOverTime {
  /** Unix milliseconds of the middle of each step. */
  readonly times: readonly number[];
  readonly all: readonly number[];
  /** Of them, those that failed; null: none, which is not drawn. */
  readonly failed: readonly (number | null)[];
  readonly total: number;
  readonly totalFailed: number;
  /** Length of a step in milliseconds. */
  readonly step: number;
}

/** Of the answer to a query that counts by status. */
export function matchesOverTime({ stepNano, series }: MetricsResult): MatchesOverTime {
  const length = BigInt(stepNano);
  const all = new Map<bigint, number>();
  const failed = new Map<bigint, number>();
  for (const { labels, points } of series)
    for (const { timeUnixNano, value } of points) {
      const end = BigInt(timeUnixNano);
      all.set(end, (all.get(end) ?? 0) + value);
      if (labels[0]?.value === "error") failed.set(end, (failed.get(end) ?? 0) + value);
    }
  const ends = [...all.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  const [first, last] = [ends[0], ends.at(-1)];
  const steps: bigint[] = [];
  if (first !== undefined && last !== undefined) for (let end = first; end <= last; end += length) steps.push(end);
  const sum = (counts: ReadonlyMap<bigint, number>) => [...counts.values()].reduce((total, count) => total + count, 0);
  return {
    times: steps.map((end) => Number((end - length / 2n) / 1_000_000n)),
    all: steps.map((end) => all.get(end) ?? 0),
    failed: steps.map((end) => failed.get(end) ?? null),
    total: sum(all),
    totalFailed: sum(failed),
    step: Number(length) / 1e6,
  };
}
