import { expect, test } from "@jest/globals";
import { columns, sparkline } from "./sparkline.ts";

test("sparkline() goes from left to right, the most at the top, and is interrupted where nothing is known", () => {
  expect(sparkline([0, 5, 10], 20, 10, 10)).toBe("M0 10L10 5L20 0");
  expect(sparkline([1, null, 1], 20, 10, 2)).toBe("M0 5M20 5");
});

test("a line of zeros lies at the bottom", () => {
  expect(sparkline([0, 0], 20, 10, 0)).toBe("M0 10L20 10");
  expect(sparkline([], 20, 10, 0)).toBe("");
});

test("columns() draws nothing for 0, and something for however few", () => {
  expect(columns([0, 1, 1_000], 30, 10, 1_000)).toBe("M10 10v-1h9.5v1zM20 10v-10h9.5v10z");
});
