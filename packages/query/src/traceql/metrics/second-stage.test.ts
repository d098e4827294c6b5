import { expect, test } from "@jest/globals";
import { rank } from "./ranking.ts";
import { filterSeries } from "./series-filter.ts";
import type { Series } from "./series.ts";
import { measure, SECOND } from "./testing/measure.ts";

const series = (name: string, ...values: number[]): Series => ({
  labels: [{ name: "name", value: name }],
  values: Float64Array.from(values),
  exemplars: [],
});
const SERIES = [series("a", 1, 5, NaN), series("b", 3, 4, NaN), series("c", 2, 4, 7), series("d", 0, 0, NaN)];
const shown = (of: readonly Series[]) => Object.fromEntries(of.map(({ labels, values }) => [String(labels[0]?.value), [...values]]));

test("topk() keeps the greatest values of each step, and of equal ones the first", () => {
  expect(shown(rank({ type: "topk", count: 2 }, SERIES))).toEqual({ a: [NaN, 5, NaN], b: [3, 4, NaN], c: [2, NaN, 7] });
});

test("bottomk() keeps the least", () => {
  expect(shown(rank({ type: "bottomk", count: 1 }, SERIES))).toEqual({ c: [NaN, NaN, 7], d: [0, 0, NaN] });
});

test("a filter of series keeps the values that compare so", () => {
  const filtered = (operator: ">" | "!=" | "<=", value: number) => shown(filterSeries({ type: "series-filter", operator, value }, SERIES));
  expect(filtered(">", 3)).toEqual({ a: [NaN, 5, NaN], b: [NaN, 4, NaN], c: [NaN, 4, 7] });
  expect(filtered("<=", 0)).toEqual({ d: [0, 0, NaN] });
  expect(filtered("!=", 0)).toEqual({ a: [1, 5, NaN], b: [3, 4, NaN], c: [2, 4, 7] });
  expect(filtered(">", 9)).toEqual({});
});

test("none of no series is none", () => {
  expect(rank({ type: "topk", count: 2 }, [])).toEqual([]);
});

test("stages follow one another", () => {
  const spans = ["a", "a", "a", "b", "b", "c"].map((name, at) => ({ id: `${at}`, name, startNano: SECOND }));
  expect(measure("{} | count_over_time() by (name) | topk(2) | bottomk(1)", spans)).toEqual({
    '{name="a"}': [NaN, 0, 0],
    '{name="b"}': [2, NaN, NaN],
  });
  expect(measure("{} | count_over_time() by (name) > 1", spans)).toEqual({ '{name="a"}': [3, NaN, NaN], '{name="b"}': [2, NaN, NaN] });
});
