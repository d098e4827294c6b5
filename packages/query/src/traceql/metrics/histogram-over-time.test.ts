import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { bucketOf } from "./bucket.ts";
import { collect, measure, SECOND } from "./testing/measure.ts";

test("histogram_over_time() counts durations by powers of two of nanoseconds, given in seconds", () => {
  const spans = [1_000n, 1_024n, 1_025n].map((durationNano, at) => ({ id: `${at}`, name: "a", startNano: SECOND, durationNano }));
  expect(measure("{} | histogram_over_time(duration)", spans)).toEqual({
    "{__bucket=0.000001024}": [2, 0, 0],
    "{__bucket=0.000002048}": [1, 0, 0],
  });
  expect(Object.keys(measure("{} | histogram_over_time(duration) by (name)", spans))).toEqual([
    '{name="a", __bucket=0.000001024}',
    '{name="a", __bucket=0.000002048}',
  ]);
});

test("numbers of attributes are counted as they are; what is below 2 is not, as in Tempo", () => {
  const spans = [1n, 2n, 2.5, 4n, "5", 1.5].map((n, at) => ({ id: `${at}`, startNano: SECOND, attributes: { n } }));
  expect(measure("{} | histogram_over_time(span.n)", spans)).toEqual({ "{__bucket=2}": [1, 0, 0], "{__bucket=4}": [2, 0, 0] });
});

test("bucketOf() is the least power of two that is not below", () => {
  fc.assert(
    fc.property(fc.oneof(fc.bigInt(2n, 2n ** 63n - 1n), fc.double({ min: 2, max: 2 ** 63, noNaN: true })), (number) => {
      const bucket = bucketOf(number) ?? NaN;
      expect(Number.isInteger(Math.log2(bucket))).toBe(true);
      expect(bucket >= number && bucket / 2 < number).toBe(true);
    }),
  );
  expect([2n ** 53n + 1n, 2n ** 62n + 1n, 2n ** 62n].map(bucketOf)).toEqual([2 ** 54, 2 ** 63, 2 ** 62]);
  expect([0n, 1n, -5n, 1.9, NaN, Infinity].map(bucketOf)).toEqual(Array(6).fill(undefined));
});

test("series beyond the greatest number are left out and said", () => {
  const spans = [2n, 4n, 8n].map((n, at) => ({ id: `${at}`, startNano: SECOND, attributes: { n } }));
  expect(collect("{} | histogram_over_time(span.n)", spans, { series: 2 }).isCut).toBe(true);
  expect(collect("{} | histogram_over_time(span.n)", spans, { series: 3 }).isCut).toBe(false);
});
