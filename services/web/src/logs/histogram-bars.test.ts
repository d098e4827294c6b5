import { expect, test } from "@jest/globals";
import type { LogHistogram } from "@throughline/api";
import { barsOf, extentOf, histogramText } from "./histogram-bars.ts";

const NONE = { total: 0, unset: 0, trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0 };
const START = 1_795_653_560_000_000_000n;
const histogram: LogHistogram = {
  ...NONE,
  stepNano: "2000000000",
  total: 1_237,
  info: 1_234,
  error: 3,
  points: [
    { ...NONE, timeUnixNano: String(START), total: 1_003, info: 1_000, error: 3 },
    { ...NONE, timeUnixNano: String(START + 2_000_000_000n), total: 234, info: 234 },
  ],
  notes: [],
};

test("bars stand on each other, the gravest below, in the middle of their step", () => {
  expect(barsOf(histogram, [])).toEqual({
    times: [1_795_653_561, 1_795_653_563],
    stacks: [
      { severity: "info", heights: [1_003, 234] },
      { severity: "error", heights: [3, null] },
    ],
  });
});

test("only those that are chosen are drawn and told", () => {
  expect(barsOf(histogram, ["error", "warn"]).stacks).toEqual([{ severity: "error", heights: [3, null] }]);
  expect(histogramText(histogram, [])).toBe("1,237 lines: 3 error, 1,234 info");
  expect(histogramText(histogram, ["error"])).toBe("3 lines: 3 error");
  expect(histogramText(histogram, ["fatal"])).toBe("No lines");
});

test("extentOf() is the part that has lines, where that is little", () => {
  const points = (...totals: readonly number[]) =>
    totals.map((total, at) => ({ ...NONE, total, timeUnixNano: String(START + BigInt(at) * 2_000_000_000n) }));
  const of = (...totals: readonly number[]) => extentOf({ ...histogram, points: points(...totals) });
  expect(of(0, 0, 0, 0, 0, 3, 0, 1, 0, 0, 0, 0)).toEqual({ start: String(START + 10_000_000_000n), end: String(START + 16_000_000_000n) });
  expect(of(0, 1, 0, 0, 1, 0, 0, 0)).toBeUndefined();
  expect(of(0, 0, 0, 0)).toBeUndefined();
});
