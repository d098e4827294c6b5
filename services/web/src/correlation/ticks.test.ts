import { expect, test } from "@jest/globals";
import { ticks } from "./ticks.ts";

test.each([
  [0, 1e9, 5, [0, 2e8, 4e8, 6e8, 8e8, 1e9]],
  [3, 27, 3, [10, 20]],
  [0, 100e9, 5, [0, 30e9, 60e9, 90e9]],
  [0, 3_600e9, 4, [0, 900e9, 1_800e9, 2_700e9, 3_600e9]],
])("ticks from %p to %p, about %p, are %p", (from, to, most, expected) => {
  expect(ticks(from, to, most)).toEqual(expected);
});

test("there are never many", () => {
  for (const length of [1, 1e3, 1e7, 1e12, 1e15, 6e17]) expect(ticks(0, length, 8).length).toBeLessThanOrEqual(9);
});
