import { expect, test } from "@jest/globals";
import { matchesOverTime } from "./matches-over-time.ts";

const second = (n: number) => String(BigInt(n) * 1_000_000_000n);
const series = (status: string, counts: Readonly<Record<number, number>>) => ({
  labels: [{ key: "status", value: status }],
  points: Object.entries(counts).map(([at, value]) => ({ timeUnixNano: second(Number(at)), value })),
  exemplars: [],
});

test("steps without a match between the first and the last count 0; what failed is told from the rest", () => {
  const found = matchesOverTime({
    stepNano: second(10),
    series: [series("unset", { 1_000: 3, 1_030: 1 }), series("error", { 1_010: 2 })],
    notes: [],
  });
  expect(found).toEqual({
    times: [995_000, 1_005_000, 1_015_000, 1_025_000],
    all: [3, 2, 0, 1],
    failed: [null, 2, null, null],
    total: 6,
    totalFailed: 2,
    step: 10_000,
  });
});

test("where nothing matches there are no steps", () => {
  expect(matchesOverTime({ stepNano: second(10), series: [], notes: [] })).toMatchObject({ times: [], all: [], total: 0 });
});
