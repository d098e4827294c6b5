import { expect, test } from "@jest/globals";
import { absolute, intervalOf, isRelative, rangeText } from "./range.ts";

const NOW = 1_795_653_559_521_000_000n;
const HOUR = 3_600_000_000_000n;

test("a relative range ends now and moves on, an absolute one stays", () => {
  expect(intervalOf({ start: "-6h" }, NOW)).toEqual({ from: NOW - 6n * HOUR, to: NOW });
  expect(intervalOf({}, NOW)).toEqual({ from: NOW - HOUR, to: NOW });
  const brushed = absolute({ from: NOW - HOUR, to: NOW - 5n });
  expect(intervalOf(brushed, NOW + 7n * HOUR)).toEqual({ from: NOW - HOUR, to: NOW - 5n });
  expect([isRelative({}), isRelative({ start: "-6h" }), isRelative(brushed)]).toEqual([true, true, false]);
});

test("a range that cannot be read is the last hour", () => {
  for (const range of [{ start: "yesterday" }, { start: "-1h", end: "-2h" }, { end: "x" }])
    expect(intervalOf(range, NOW)).toEqual({ from: NOW - HOUR, to: NOW });
});

test("rangeText() says a relative range by its length, an absolute one by both ends with their zone", () => {
  expect([
    rangeText({}, "UTC", NOW),
    rangeText({ start: "-15m" }, "UTC", NOW),
    rangeText({ start: "-24h" }, "UTC", NOW),
    rangeText({ start: "-7d" }, "UTC", NOW),
  ]).toEqual(["last 1 h", "last 15 min", "last 24 h", "last 7 d"]);
  expect(rangeText(absolute({ from: NOW - HOUR, to: NOW }), "UTC", NOW)).toBe("2026-11-25 23:39:19.521 UTC – 2026-11-26 00:39:19.521 UTC");
});
