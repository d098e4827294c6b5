import { expect, test } from "@jest/globals";
import { barOf, timeOf, xOf } from "./bar.ts";

const window = { from: 100, to: 200 };

test.each([
  ["within", 110, 150, { x: 100, width: 400 }],
  ["that begins before", 0, 150, { x: 0, width: 500 }],
  ["that ends after", 150, 900, { x: 500, width: 500 }],
  ["around it", 0, 900, { x: 0, width: 1_000 }],
  ["without a duration", 150, 150, { x: 500, width: 2 }],
  ["at the very end", 200, 200, { x: 998, width: 2 }],
  ["before it", 0, 99, undefined],
  ["behind it", 201, 300, undefined],
])("the bar of a span %s the window", (_, start, end, bar) => {
  expect(barOf(start, end, window, 1_000)).toEqual(bar);
});

test("a place and its time lead to each other", () => {
  expect(timeOf(xOf(130, window, 777), window, 777)).toBeCloseTo(130);
  expect(xOf(5, { from: 3, to: 3 }, 100)).toBe(0);
  expect(timeOf(5, window, 0)).toBe(100);
});
