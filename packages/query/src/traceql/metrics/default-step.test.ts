import { expect, test } from "@jest/globals";
import { defaultStep } from "./default-step.ts";

const MINUTE = 60_000_000_000n;

test.each<[minutes: bigint, seconds: bigint]>([
  [1n, 1n],
  [5n, 1n],
  [30n, 5n],
  [60n, 15n],
  [180n, 45n],
  [360n, 60n],
  [24n * 60n, 300n],
  [7n * 24n * 60n, 2_400n],
  [31n * 24n * 60n, 3n * 3_600n],
])("defaultStep() of %s minutes is %s s", (minutes, seconds) => {
  expect(defaultStep({ from: 7n, to: 7n + minutes * MINUTE })).toBe(seconds * 1_000_000_000n);
});
