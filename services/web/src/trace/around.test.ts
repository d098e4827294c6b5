import { expect, test } from "@jest/globals";
import { rangeAround } from "./around.ts";

const NOW = 1_795_653_559_000_000_000n;
const HOUR = 3_600_000_000_000n;

test("what happened in the last hour is looked for there, all else around its time", () => {
  expect(rangeAround(NOW - HOUR / 2n, 5, NOW)).toEqual({ start: "-1h" });
  expect(rangeAround(NOW - 9n * HOUR, 5, NOW)).toEqual({
    start: String(NOW - 9n * HOUR - HOUR / 2n),
    end: String(NOW - 9n * HOUR + 5n + HOUR / 2n),
  });
});
