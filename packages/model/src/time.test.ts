import { expect, test } from "@jest/globals";
import { nanosOfMillis, parseDuration } from "./time.ts";

test("parseDuration() reads every unit exactly", () => {
  expect(parseDuration("100ms")).toBe(100_000_000n);
  expect(parseDuration("1.5s")).toBe(1_500_000_000n);
  expect(parseDuration("1h30m")).toBe(5_400_000_000_000n);
  expect(parseDuration("7d")).toBe(604_800_000_000_000n);
  expect(parseDuration("9007199254740993ns")).toBe(9007199254740993n);
});

test("parseDuration() gives undefined for what is no duration", () => {
  for (const text of ["", "5", "ms", "1x", "1s ", "-1s", "1s2"]) expect(parseDuration(text)).toBeUndefined();
});

test("nanosOfMillis() is exact for the present day", () => {
  expect(nanosOfMillis(1_795_000_000_123)).toBe(1_795_000_000_123_000_000n);
});
