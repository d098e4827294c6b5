import { expect, test } from "@jest/globals";
import { collect, measure, SECOND } from "./testing/measure.ts";

const SPANS = [
  { id: "1", name: "a", startNano: 5n * SECOND },
  { id: "2", name: "b", startNano: 10n * SECOND, attributes: { n: 1n } },
  { id: "3", name: "a", startNano: 10n * SECOND + 1n, attributes: { n: 1 } },
  { id: "4", name: "a", startNano: 30n * SECOND },
  { id: "too early", name: "a", startNano: 0n },
  { id: "too late", name: "a", startNano: 30n * SECOND + 1n },
];

test("count_over_time() counts the spans of each step, 0 where there are none", () => {
  expect(measure("{} | count_over_time()", SPANS)).toEqual({ '{__name__="count_over_time"}': [2, 1, 1] });
  expect(measure("{ name = `b` } | count_over_time()", SPANS)).toEqual({ '{__name__="count_over_time"}': [1, 0, 0] });
});

test("rate() counts them per second", () => {
  expect(measure("{} | rate()", SPANS)).toEqual({ '{__name__="rate"}': [0.2, 0.1, 0.1] });
});

test("by() makes a series for each combination of values, and one for what is not there", () => {
  expect(measure("{} | count_over_time() by (name)", SPANS)).toEqual({ '{name="a"}': [1, 1, 1], '{name="b"}': [1, 0, 0] });
  expect(measure("{} | count_over_time() by (span.n, kind)", SPANS)).toEqual({
    '{span.n=undefined, kind="internal"}': [1, 0, 1],
    '{span.n=1, kind="internal"}': expect.any(Array), // an integer and a double
  });
  expect(collect("{} | count_over_time() by (span.n)", SPANS).series()).toHaveLength(3);
});

test("spans of a pipeline and of relations are counted once", () => {
  const family = [
    { id: "p", name: "a", startNano: SECOND },
    ...["x", "y"].map((id) => ({ id, parent: "p", name: "a", startNano: SECOND })),
  ];
  expect(measure("({} > {}) | count_over_time()", family)).toEqual({ '{__name__="count_over_time"}': [2, 0, 0] });
  expect(measure("{} | by(span:id) | count_over_time()", family)).toEqual({ '{__name__="count_over_time"}': [3, 0, 0] });
});

test("without spans there are no series", () => {
  expect(measure("{ name = `c` } | rate()", SPANS)).toEqual({});
});

test("exemplars are the first span of each step, at the value of the step", () => {
  const [series] = collect("{} | rate()", SPANS).series();
  expect(series?.exemplars).toEqual([
    { traceId: "0".repeat(32), spanId: "1", timeNano: 5n * SECOND, value: 0.2 },
    { traceId: "0".repeat(32), spanId: "3", timeNano: 10n * SECOND + 1n, value: 0.1 },
    { traceId: "0".repeat(32), spanId: "4", timeNano: 30n * SECOND, value: 0.1 },
  ]);
});

test("what goes beyond the greatest number of series is left out and said", () => {
  const cut = collect("{} | rate() by (span:id)", SPANS, { series: 3 });
  expect(cut.series()).toHaveLength(3);
  expect(cut.isCut).toBe(true);
  expect(collect("{} | rate() by (span:id)", SPANS, { series: 4 }).isCut).toBe(false);
});

test("exemplars are taken evenly from all series", () => {
  const spans = Array.from({ length: 30 }, (_, at) => ({ id: `${at}`, name: `${at % 10}`, startNano: SECOND * BigInt(1 + at) }));
  const counts = (exemplars: number) =>
    collect("{} | rate() by (name)", spans, { exemplars })
      .series()
      .map((series) => series.exemplars.length);
  expect(counts(100)).toEqual(Array(10).fill(3));
  expect(counts(10)).toEqual(Array(10).fill(1));
  expect(counts(5).reduce((sum, count) => sum + count)).toBe(5);
  expect(counts(0)).toEqual(Array(10).fill(0));
});
