import { expect, test } from "@jest/globals";
import { logStepOf, MAX_LOG_POINTS, stepsOf } from "./step.ts";

const SECOND = 1_000_000_000n;
const HOUR = 3_600n * SECOND;
const FROM = 1_795_000_000n * SECOND + 123n;

test.each([
  [HOUR, 60, "2m"],
  [HOUR, 61, "1m"],
  [HOUR, 10, "10m"],
  [24n * HOUR, 60, "30m"],
  [7n * 24n * HOUR, 60, "3h"],
  [31n * 24n * HOUR, 60, "1d"],
  [31n * 24n * HOUR, 8, "5d"],
  [SECOND, 60, "20ms"],
  [1n, 60, "1ms"],
  [HOUR, 1, "1h"],
])("logStepOf() a range of %d ns in %d points is %s", (length, points, text) => {
  const range = { from: FROM, to: FROM + length };
  const { nanos, wasWidened } = logStepOf(range, undefined, points);
  const unit = { ms: 1_000_000n, s: SECOND, m: 60n * SECOND, h: HOUR, d: 24n * HOUR }[text.replace(/\d+/, "")] ?? 0n;
  expect({ nanos, wasWidened }).toEqual({ nanos: BigInt(parseInt(text)) * unit, wasWidened: false });
});

test("logStepOf() rounds up what is asked for, and widens what would give too many points", () => {
  const range = { from: FROM, to: FROM + HOUR };
  expect(logStepOf(range, 7n * SECOND, 60)).toEqual({ nanos: 10n * SECOND, wasWidened: false });
  expect(logStepOf(range, SECOND, 60)).toEqual({ nanos: 5n * SECOND, wasWidened: true });
});

test("stepsOf() begins at multiples of the step and covers the range", () => {
  for (const length of [1n, 999n, HOUR, 25n * HOUR]) {
    const range = { from: FROM, to: FROM + length };
    const { nanos } = logStepOf(range, 1n, 60);
    const steps = stepsOf(range, nanos);
    expect(steps.length).toBeLessThanOrEqual(MAX_LOG_POINTS);
    expect(steps.every((step) => step % nanos === 0n)).toBe(true);
    expect(steps[0]).toBeLessThanOrEqual(range.from);
    expect((steps[0] as bigint) + nanos).toBeGreaterThan(range.from);
    expect((steps.at(-1) as bigint) + nanos).toBeGreaterThanOrEqual(range.to);
    expect(steps.at(-1)).toBeLessThan(range.to);
  }
});
