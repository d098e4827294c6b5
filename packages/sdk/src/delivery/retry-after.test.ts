import { expect, test } from "@jest/globals";
import { retryAfterMillis } from "./retry-after.ts";

test("retryAfterMillis() reads seconds and dates, and nothing else", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  expect(retryAfterMillis("30", now)).toBe(30_000);
  expect(retryAfterMillis("0", now)).toBe(0);
  expect(retryAfterMillis("Sun, 01 Mar 2026 12:00:05 GMT", now)).toBe(5000);
  expect(retryAfterMillis("Sun, 01 Mar 2026 11:00:00 GMT", now)).toBe(0);
  expect(retryAfterMillis("soon", now)).toBeUndefined();
  expect(retryAfterMillis(undefined, now)).toBeUndefined();
});
