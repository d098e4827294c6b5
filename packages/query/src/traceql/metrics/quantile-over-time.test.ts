import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { quantileOf } from "./quantile.ts";
import { collect, measure, SECOND } from "./testing/measure.ts";

const SPANS = [4, 1, 3, 2, 5].map((seconds) => ({
  id: `${seconds}`,
  name: "a",
  startNano: SECOND,
  durationNano: BigInt(seconds) * SECOND,
}));

test("quantile_over_time() gives a series for each quantile, exactly and in proportion between two numbers", () => {
  expect(measure("{} | quantile_over_time(duration, 0, .5, .9, 1)", SPANS)).toEqual({
    "{p=0}": [1, NaN, NaN],
    "{p=0.5}": [3, NaN, NaN],
    "{p=0.9}": [4.6, NaN, NaN],
    "{p=1}": [5, NaN, NaN],
  });
});

test("the quantiles stand behind the labels of by()", () => {
  expect(Object.keys(measure("{} | quantile_over_time(duration, .5) by (name, span.x)", SPANS))).toEqual([
    '{name="a", span.x=undefined, p=0.5}',
  ]);
});

test("quantileOf() has that share of the numbers on each side", () => {
  const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 });
  fc.assert(
    fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (of, quantile) => {
      const value = quantileOf(Float64Array.from(of).toSorted(), quantile);
      expect(of.filter((each) => each < value).length).toBeLessThanOrEqual(Math.ceil(quantile * (of.length - 1)));
      expect(of.filter((each) => each > value).length).toBeLessThanOrEqual(Math.ceil((1 - quantile) * (of.length - 1)));
    }),
  );
  expect(quantileOf(new Float64Array(), 0.5)).toBeNaN();
  expect(quantileOf(Float64Array.of(-Infinity, -Infinity, Infinity), 0.25)).toBe(-Infinity);
});

test("series beyond the greatest number are left out and said", () => {
  const cut = collect("{} | quantile_over_time(duration, .5, .9) by (span:id)", SPANS, { series: 4 });
  expect(cut.series()).toHaveLength(4);
  expect(cut.isCut).toBe(true);
});
