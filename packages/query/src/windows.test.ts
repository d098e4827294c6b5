import { expect, test } from "@jest/globals";
import { widening, wideningForward } from "./windows.ts";

const MINUTE = 60_000_000_000n;

test("widening() covers the range once, newest first, in windows that grow to a day", () => {
  const range = { from: 5n, to: 3n * 24n * 60n * MINUTE };
  const windows = [...widening(range)];
  expect(windows[0]).toEqual({ from: range.to - 10n * MINUTE, to: range.to });
  expect(windows.at(-1)?.from).toBe(range.from);
  windows.forEach((window, index) => index > 0 && expect(window.to).toBe(windows[index - 1]?.from));
  expect(windows.slice(0, 4).map(({ from, to }) => (to - from) / MINUTE)).toEqual([10n, 60n, 360n, 1440n]);
});

test("widening() gives nothing for an empty range", () => {
  expect([...widening({ from: 5n, to: 5n })]).toEqual([]);
});

test("wideningForward() covers the range once, oldest first", () => {
  expect([...wideningForward({ from: 5n, to: 100n * MINUTE })]).toEqual([
    { from: 5n, to: 5n + 10n * MINUTE },
    { from: 5n + 10n * MINUTE, to: 5n + 70n * MINUTE },
    { from: 5n + 70n * MINUTE, to: 100n * MINUTE },
  ]);
});
