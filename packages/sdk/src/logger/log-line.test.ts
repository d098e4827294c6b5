import { expect, test } from "@jest/globals";
import { logLine } from "./log-line.ts";
import { logTime } from "./log-time.ts";

const HEAD = { time: "2026-01-02T03:04:05.678Z", level: "info", event: "paid", service: "shop", logger: "orders" };

test("logLine() begins with the head and leaves out what is not known", () => {
  expect(logLine({ ...HEAD, correlation_id: "c", trace_id: undefined }, { amount: 12.5 })).toBe(
    '{"time":"2026-01-02T03:04:05.678Z","level":"info","event":"paid","service":"shop","logger":"orders","correlation_id":"c","amount":12.5}',
  );
});

test("logLine() keeps fields from hiding the head, and line breaks from ending the line", () => {
  const line = logLine(HEAD, { event: "forged", trace_id: "x", text: "a\nb\u2028" });
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({ ...HEAD, "field.event": "forged", "field.trace_id": "x", text: "a\nb\u2028" });
});

test("logTime() counts the records of one millisecond in the microseconds below it", () => {
  const now = 1_700_000_000_123;
  const times = [now, now, now, now + 1].map((millis) => logTime(millis).timestamp);
  expect(times).toEqual([
    [1_700_000_000, 123_000_000],
    [1_700_000_000, 123_001_000],
    [1_700_000_000, 123_002_000],
    [1_700_000_000, 124_000_000],
  ]);
});
