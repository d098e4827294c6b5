import { expect, test } from "@jest/globals";
import { collect, measure, SECOND } from "./testing/measure.ts";

const SPANS = [
  { id: "1", name: "a", startNano: SECOND, durationNano: SECOND, attributes: { n: 3n } },
  { id: "2", name: "a", startNano: 2n * SECOND, durationNano: SECOND / 2n, attributes: { n: 0.5 } },
  { id: "3", name: "b", startNano: 11n * SECOND, durationNano: 3n * SECOND, attributes: { n: "3" } },
];

test.each([
  ["min_over_time(duration)", [0.5, 3, NaN]],
  ["max_over_time(duration)", [1, 3, NaN]],
  ["sum_over_time(duration)", [1.5, 3, NaN]],
  ["avg_over_time(duration)", [0.75, 3, NaN]],
  ["min_over_time(span.n)", [0.5, NaN, NaN]],
  ["max_over_time(span.n)", [3, NaN, NaN]],
  ["sum_over_time(span.n)", [3.5, NaN, NaN]],
  ["avg_over_time(.n)", [1.75, NaN, NaN]],
])("%s is %p", (of, values) => {
  expect(measure(`{} | ${of}`, SPANS)).toEqual({ [`{__name__="${of.slice(0, 13)}"}`]: values });
});

test("by() makes a series of the spans of each value", () => {
  expect(measure("{} | max_over_time(duration) by (name)", SPANS)).toEqual({ '{name="a"}': [1, NaN, NaN], '{name="b"}': [NaN, 3, NaN] });
});

test("spans without a number make no series", () => {
  expect(measure("{} | sum_over_time(span.n) by (name)", SPANS)).toEqual({ '{name="a"}': [3.5, NaN, NaN] });
  expect(measure("{} | sum_over_time(span.missing)", SPANS)).toEqual({});
});

test("each event's value counts", () => {
  const spans = [{ id: "1", startNano: SECOND, events: [{ timeNano: 2n * SECOND }, { timeNano: 4n * SECOND }] }];
  expect(measure("{} | avg_over_time(event:timeSinceStart)", spans)).toEqual({ '{__name__="avg_over_time"}': [2, NaN, NaN] });
});

test("an exemplar has its own value", () => {
  expect(collect("{} | avg_over_time(duration)", SPANS).series()[0]?.exemplars).toMatchObject([
    { spanId: "1", value: 1 },
    { spanId: "3", value: 3 },
  ]);
});
