import { expect, test } from "@jest/globals";
import { ticksOf } from "./ticks.ts";

test.each([
  [{ from: 0, to: 1_000_000_000 }, 5, ["0", "0.2 s", "0.4 s", "0.6 s", "0.8 s", "1.0 s"]],
  [{ from: 0, to: 87_000_000 }, 5, ["0", "20 ms", "40 ms", "60 ms", "80 ms"]],
  [{ from: 1_234_500_000, to: 1_234_600_000 }, 4, ["1.23450 s", "1.23455 s", "1.23460 s"]],
  [{ from: 0, to: 95_000_000_000 }, 4, ["0", "0.5 min", "1.0 min", "1.5 min"]],
  [{ from: 0, to: 5_400_000_000_000 }, 4, ["0", "0.5 h", "1.0 h", "1.5 h"]],
  [{ from: 0, to: 5_400_000_000_000 }, 10, ["0", "10 min", "20 min", "30 min", "40 min", "50 min", "60 min", "70 min", "80 min", "90 min"]],
  [{ from: 0, to: 0 }, 5, ["0"]],
])("of %j at most about %p are %j", (window, most, labels) => {
  expect(ticksOf(window, most).map(({ label }) => label)).toEqual(labels);
});

test("a month has few", () => {
  expect(ticksOf({ from: 0, to: 31 * 86_400_000_000_000 }, 8).length).toBeLessThanOrEqual(9);
});
