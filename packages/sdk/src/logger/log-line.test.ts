import { expect, test } from "@jest/globals";
import type { LogEvent } from "./log-event.ts";
import { fieldsJson, logLine } from "./log-line.ts";
import { logTime, timeText } from "./log-time.ts";

const TIME = "2026-01-02T03:04:05.678Z";
const EVENT: LogEvent = {
  level: "info",
  event: "paid",
  logger: "orders",
  fields: {},
  exception: undefined,
  correlationId: "c",
  traceId: undefined,
  spanId: undefined,
};

test("logLine() begins with what every line has and leaves out what is not known", () => {
  expect(logLine(TIME, EVENT, "shop", fieldsJson({ amount: 12.5 }))).toBe(
    '{"time":"2026-01-02T03:04:05.678Z","level":"info","event":"paid","service":"shop","logger":"orders","correlation_id":"c","amount":12.5}',
  );
  expect(JSON.parse(logLine(TIME, { ...EVENT, traceId: "t", spanId: "s" }, "shop", ""))).toMatchObject({ trace_id: "t", span_id: "s" });
});

test("fields hide nothing that every line has, and line breaks do not end the line", () => {
  const line = logLine(TIME, EVENT, 'sh"op', fieldsJson({ event: "forged", trace_id: "x", text: "a\nb\u2028" }));
  expect(line).not.toContain("\n");
  const said = { time: TIME, level: "info", event: "paid", service: 'sh"op', logger: "orders", correlation_id: "c" };
  expect(JSON.parse(line)).toEqual({ ...said, "field.event": "forged", "field.trace_id": "x", text: "a\nb\u2028" });
});

test("logTime() counts the records of one millisecond in the microseconds below it", () => {
  const now = 1_700_000_000_123;
  const times = [now, now, now, now + 1].map((millis) => logTime(millis));
  expect(times).toEqual([
    [1_700_000_000, 123_000_000],
    [1_700_000_000, 123_001_000],
    [1_700_000_000, 123_002_000],
    [1_700_000_000, 124_000_000],
  ]);
  expect(times.map(timeText)).toEqual([...Array<string>(3).fill("2023-11-14T22:13:20.123Z"), "2023-11-14T22:13:20.124Z"]);
});
