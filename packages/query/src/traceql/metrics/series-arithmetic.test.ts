import { expect, test } from "@jest/globals";
import { measure, SECOND } from "./testing/measure.ts";

const SPANS = [
  { id: "1", name: "a", status: "error" as const, startNano: SECOND, durationNano: 2n * SECOND },
  { id: "2", name: "a", startNano: SECOND, durationNano: 4n * SECOND },
  { id: "3", name: "b", startNano: 11n * SECOND, durationNano: SECOND },
];

test("series with the same labels are calculated with step by step, and division by zero has no value", () => {
  expect(measure("({ status = error } | rate()) / ({} | rate())", SPANS)).toEqual({ "{}": [0.5, 0, NaN] });
  expect(measure("({ status = error } | count_over_time() by (name)) / ({} | count_over_time() by (name))", SPANS)).toEqual({
    '{name="a"}': [0.5, NaN, NaN],
  });
  expect(measure("({} | sum_over_time(duration)) / ({} | count_over_time())", SPANS)).toEqual({ "{}": [3, 1, NaN] });
});

test("labels are the same in whatever order", () => {
  expect(measure("({} | rate() by (name, status)) - ({} | rate() by (status, name))", SPANS)).toEqual({
    '{name="a", status="error"}': [0, 0, 0],
    '{name="a", status="unset"}': [0, 0, 0],
    '{name="b", status="unset"}': [0, 0, 0],
  });
});

test("a number is calculated with each series", () => {
  expect(measure("({} | count_over_time() by (name)) * 100", SPANS)).toEqual({ '{name="a"}': [200, 0, 0], '{name="b"}': [0, 100, 0] });
  expect(measure("10 - ({} | count_over_time())", SPANS)).toEqual({ '{__name__="count_over_time"}': [8, 9, 10] });
  expect(measure("1 / ({ name = `b` } | count_over_time())", SPANS)).toEqual({ '{__name__="count_over_time"}': [NaN, 1, NaN] });
});

test("operations nest", () => {
  expect(measure("(({} | count_over_time()) + ({} | count_over_time())) * 2 - 1", SPANS)).toEqual({ "{}": [7, 3, -1] });
});
