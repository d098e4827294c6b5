import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { startOtlpSink, type OtlpSink } from "./kit/otlp-sink.ts";
import { killSdkProcesses, startSdkProcess } from "./kit/sdk-process.ts";

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
afterEach(killSdkProcesses);

/** Runs the fixture with and without the SDK, which must end alike; returns what arrived of it. */
async function told(how: string) {
  const bare = startSdkProcess("sdk-process-events.mjs", { env: { HOW: how }, flags: [] });
  const app = startSdkProcess("sdk-process-events.mjs", {
    env: { HOW: how, OTEL_SERVICE_NAME: how, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
  });
  const [bareEnd, end] = [await bare.ended, await app.ended];
  expect([end.code, end.signal]).toEqual([bareEnd.code, bareEnd.signal]);
  const withoutPids = (text: string) => text.replaceAll(/node:\d+/g, "node:PID");
  expect(withoutPids(app.stderr())).toBe(withoutPids(bare.stderr()));
  const [work] = await sink.spansWhere((span) => span.service === how && span.name === "work");
  return { app, bare, traceId: work?.traceId, logs: sink.logs.filter((log) => log.service === how) };
}

test.each([
  ["throws", "uncaught_exception", { "exception.type": "RangeError", "exception.message": "thrown by the app" }],
  ["throws text", "uncaught_exception", { thrown: "just text" }],
  ["rejects", "unhandled_rejection", { "exception.type": "TypeError", "exception.message": "rejected by the app" }],
])("a process that %s tells of it under its trace, of its open span too, and dies as it would have", async (how, event, attributes) => {
  const { logs, traceId } = await told(how);
  const [log] = logs.filter((one) => one.eventName === event);
  expect(log).toMatchObject({ traceId, severityText: "FATAL", scope: "process", attributes });
  expect(log?.attributes["correlation.id"]).toMatch(/^[0-9a-f-]{36}$/);
  const lastWords = logs.filter((one) => one.attributes["throughline.span.last_words"] === "uncaughtException");
  expect(lastWords.map((one) => one.attributes["throughline.span.name"])).toEqual(["open until the end"]);
});

test("the causes of an uncaught error are in its stack trace", async () => {
  const { logs } = await told("throws");
  const stacktraces = logs.map((log) => log.attributes["exception.stacktrace"]).filter(Boolean);
  expect(stacktraces[0]).toMatch(/^RangeError: thrown by the app\n {4}at [^]*\nCaused by: Error: deeper\n/);
});

test("an error that the app catches after all is told, and says nothing of an end", async () => {
  const { app, logs } = await told("throws and survives");
  expect(app.stdout()).toContain("survived");
  expect(logs.map((log) => log.eventName)).toContain("uncaught_exception");
  expect(logs.filter((log) => log.attributes["throughline.span.last_words"] === "uncaughtException")).toEqual([]);
});

test("a warning becomes a log record, and is printed as before", async () => {
  const { app, logs, traceId } = await told("warns");
  expect(app.stderr()).toContain("[APP_1] Warning: take care");
  expect(logs.find((log) => log.eventName === "node_warning")).toMatchObject({
    traceId,
    severityText: "WARN",
    attributes: { name: "Warning", code: "APP_1", detail: "more", "exception.message": "take care" },
  });
});

test("the SDK listens to six events of the process, once each", async () => {
  const { app, bare } = await told("nothing");
  const counts = async (one: typeof app) => JSON.parse((await one.ready()).join(" ")) as Record<string, number>;
  const [before, after] = [await counts(bare), await counts(app)];
  const added = Object.fromEntries(Object.keys(after).map((event) => [event, (after[event] ?? 0) - (before[event] ?? 0)]));
  const ours = ["SIGTERM", "SIGINT", "beforeExit", "exit", "uncaughtExceptionMonitor", "warning"];
  expect(added).toEqual(Object.fromEntries(Object.keys(after).map((event) => [event, ours.includes(event) ? 1 : 0])));
});
