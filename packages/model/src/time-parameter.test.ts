import { expect, test } from "@jest/globals";
import { parseTime } from "./time-parameter.ts";

const NOW = 1_795_000_000_123_456_789n;

test("parseTime() reads RFC 3339 to the nanosecond, in any zone", () => {
  expect(parseTime("2026-11-18T11:06:40Z", NOW)).toBe(1_795_000_000_000_000_000n);
  expect(parseTime("2026-11-18T12:06:40.123456789+01:00", NOW)).toBe(NOW);
});

test("parseTime() tells seconds, milliseconds, microseconds and nanoseconds by magnitude", () => {
  for (const text of ["1795000000", "1795000000000", "1795000000000000", "1795000000000000000"])
    expect(parseTime(text, NOW)).toBe(1_795_000_000_000_000_000n);
  expect(parseTime("1795000000.123456789", NOW)).toBe(NOW);
  expect(parseTime("0", NOW)).toBe(0n);
});

test("parseTime() reads times relative to now", () => {
  expect(parseTime("now", NOW)).toBe(NOW);
  expect(parseTime("-1h", NOW)).toBe(NOW - 3_600_000_000_000n);
  expect(parseTime("now-1h30m", NOW)).toBe(NOW - 5_400_000_000_000n);
});

test("parseTime() gives undefined for what is no time", () => {
  for (const text of [
    "",
    "yesterday",
    "-1",
    "-1y",
    "+1h",
    "2026-11-18",
    "2026-13-01T00:00:00Z",
    "1e9",
    "99999999999999999999",
    "2026-11-18T11:06:40",
  ])
    expect(parseTime(text, NOW)).toBeUndefined();
});
