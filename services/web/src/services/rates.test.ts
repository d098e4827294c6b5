import { expect, test } from "@jest/globals";
import { coveredSeconds, fromFirstCall, perOf, rateText } from "./rates.ts";

const SECOND = 1_000_000_000n;
const numbers = { calls: 0, errors: 0, p50Nano: null, p95Nano: null, p99Nano: null };

test("coveredSeconds() is from the first step to the end of the range", () => {
  const points = [60n, 120n].map((time) => ({ timeUnixNano: String(time * SECOND), ...numbers }));
  expect(coveredSeconds({ ...numbers, points }, { start: "-2m" }, 150_000)).toBe(90);
  expect(coveredSeconds({ ...numbers, points }, { start: "60", end: "120" }, 150_000)).toBe(60);
  expect(coveredSeconds({ ...numbers, points: [] }, {}, 150_000)).toBe(1);
});

test("fromFirstCall() leaves out the steps before the first call, and says since when it is", () => {
  const of = (...calls: number[]) => ({
    ...numbers,
    points: calls.map((each, at) => ({ ...numbers, calls: each, timeUnixNano: String(BigInt(at) * 60n * SECOND) })),
  });
  const from = (...calls: number[]) => {
    const { total, series, since } = fromFirstCall({
      total: of(...calls),
      series: [{ ...of(...calls), service: "a", operation: null, kind: null }],
    });
    return [total, ...series]
      .map(({ points }) => points.map((point) => point.calls))
      .concat([since === undefined ? [] : [Number(since) / 60e9]]);
  };
  expect(from(0, 0, 5, 0, 6)).toEqual([[5, 0, 6], [5, 0, 6], [2]]);
  expect(from(5, 6)).toEqual([[5, 6], [5, 6], []]);
  expect(from(0, 0, 6)).toEqual([[0, 6], [0, 6], [1]]);
  expect(from(0, 0)).toEqual([[0, 0], [0, 0], []]);
});

test.each([
  [0, 60, "0 /s"],
  [740, 60, "12.3 /s"],
  [3, 60, "3 /min"],
  [1, 3_600, "1 /h"],
])("%p calls in %p s are %s", (calls, seconds, text) => {
  expect(rateText(calls, seconds)).toBe(text);
});

test("the rates of a column are told by one unit, that of the largest", () => {
  const texts = (calls: readonly number[]) => calls.map((each) => rateText(each, 3_600, perOf(calls, 3_600)));
  expect(texts([36_000, 1_800, 4, 0])).toEqual(["10 /s", "0.50 /s", "< 0.01 /s", "0 /s"]);
  expect(texts([300, 12])).toEqual(["5 /min", "0.20 /min"]);
});
