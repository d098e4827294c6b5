import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { killSdkProcesses, startSdkProcess } from "./kit/sdk-process.ts";
import { startOtlpSink, type OtlpSink } from "./kit/otlp-sink.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
afterEach(killSdkProcesses);

test("an event is the same on stdout and over OTLP, whatever its fields are", async () => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_RESOURCE_ATTRIBUTES: "service.name=shop",
  };
  const app = startSdkProcess("sdk-logs.mjs", { env });
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
  expect(app.stderr()).toBe("");

  const lines = app.lines();
  const [span] = await sink.spansWhere((one) => one.name === "pay");
  const events = ["payment_declined", "bound", "failed", "given directly", "odd", "odder", "throughline.mine", "null"];
  expect(lines.map((line) => line["event"])).toEqual(events);
  expect(sink.logs.map((log) => log.body)).toEqual(events);
  for (const line of lines) {
    expect(line).toMatchObject({ service: "shop", logger: "orders", trace_id: span?.traceId, span_id: span?.spanId });
    expect(line["correlation_id"]).toBe(span?.attributes["correlation.id"]);
    expect(new Date(String(line["time"])).toISOString()).toBe(line["time"]);
  }
  for (const log of sink.logs) {
    expect(log).toMatchObject({ service: "shop", scope: "orders", traceId: span?.traceId, spanId: span?.spanId });
    expect(log.attributes["correlation.id"]).toBe(span?.attributes["correlation.id"]);
  }
  expect(sink.logs.map((log) => `${log.severityNumber} ${log.severityText}`)).toEqual([
    "9 INFO",
    "13 WARN",
    "17 ERROR",
    "21 FATAL",
    ...Array<string>(4).fill("9 INFO"),
  ]);
  expect(sink.logs.map((log) => log.eventName)).toEqual(["payment_declined", "bound", "failed", "", "odd", "odder", "", "null"]);
  const times = sink.logs.map((log) => BigInt(log.timeUnixNano));
  expect(times.every((time, at) => at === 0 || time > (times[at - 1] ?? 0n))).toBe(true);

  const fields = { orderId: 7, amount: 12.5, big: "1180591620717411303424", circular: { name: "loop", self: "[circular]" } };
  expect(lines[0]).toMatchObject({ ...fields, nested: { list: [1, "two", null, null], at: "1970-01-01T00:00:00.000Z" } });
  expect(sink.logs[0]?.attributes).toMatchObject({ ...fields, nested: { at: "1970-01-01T00:00:00.000Z" } });
  expect(lines[1]).toMatchObject({ tenant: "t1", region: "us", level: "warn", "field.level": 3, "field.time": "mine" });
  expect(sink.logs[1]?.attributes).toMatchObject({ tenant: "t1", region: "us", level: 3, time: "mine" });

  const frame = { file: join(FIXTURES, "sdk-logs.mjs"), line: expect.any(Number), column: expect.any(Number), in_app: true };
  const exception = {
    type: "Declined",
    message: "no funds",
    frames: expect.arrayContaining([expect.objectContaining(frame)]),
    code: "E_DECLINED",
    cause: { type: "Error", message: "bank away" },
  };
  expect(lines[2]).toMatchObject({ level: "error", orderId: 8, exception });
  expect(sink.logs[2]?.attributes).toMatchObject({ "exception.type": "Declined", "exception.message": "no funds", orderId: 8 });
  expect(sink.logs[2]?.attributes["exception.stacktrace"]).toMatch(
    /^Declined: no funds\n {4}at [^]*\nCaused by: Error: bank away\n {4}at /,
  );
  expect(lines[3]).toMatchObject({ level: "fatal", exception: { type: "TypeError", message: "direct" } });
  expect(lines[4]).toMatchObject({ boom: { type: "Error", message: "getter" } });
  expect(lines[5]).toMatchObject({ boom: "[unreadable: json]", fn: "[function fn]", nan: "NaN", symbol: "Symbol(s)" });
});

test("THROUGHLINE_LOG_LEVEL sets the least level", async () => {
  const env = { OTEL_LOGS_EXPORTER: "none", OTEL_TRACES_EXPORTER: "none" };
  const levels = async (level: string): Promise<unknown[]> => {
    const app = startSdkProcess("sdk-logs.mjs", { env: { ...env, THROUGHLINE_LOG_LEVEL: level } });
    await app.ended;
    expect(app.stderr()).toBe("");
    return [...new Set(app.lines().map((line) => line["level"]))];
  };
  expect(await levels("debug")).toEqual(["debug", "info", "warn", "error", "fatal"]);
  expect(await levels("ERROR")).toEqual(["error", "fatal"]);
});
