import { expect, test } from "@jest/globals";
import type { Palette } from "../colour/palette.ts";
import { linesOptions, unitText } from "./chart-options.ts";

test.each([
  [0.0312, "seconds", "31.2 ms"],
  [0, "seconds", "0 ns"],
  [12.34, "percent", "12.3 %"],
  [1_500, "rate", "1.50 k/s"],
  [123_400_000, "bytes", "123 MB"],
] as const)("unitText(%p, %p) is %p", (value, unit, text) => {
  expect(unitText(value, unit)).toBe(text);
});

test("an axis of time says the time of day, and the date where a day begins", () => {
  const { axes } = linesOptions({ lines: [], unit: "rate", zone: "UTC" })({} as Palette);
  const values = axes?.[0]?.values as unknown as (chart: undefined, splits: number[]) => string[];
  const midnight = Date.UTC(2026, 10, 26) / 1_000;
  expect(values(undefined, [midnight - 3_600, midnight, midnight + 90])).toEqual(["23:00", "Nov 26", "00:01:30"]);
});

test("a part of the time can be chosen only where somebody listens", () => {
  const options = { lines: [], unit: "rate", zone: "UTC" } as const;
  expect(linesOptions(options)({} as Palette).cursor?.drag?.x).toBe(false);
  expect(linesOptions({ ...options, onBrush: () => undefined })({} as Palette).cursor?.drag?.x).toBe(true);
});
