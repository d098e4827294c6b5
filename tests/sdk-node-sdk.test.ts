import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { startOtlpSink, type OtlpSink } from "./kit/otlp-sink.ts";
import { killSdkProcesses, startSdkProcess } from "./kit/sdk-process.ts";

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
afterEach(killSdkProcesses);

const start = (service: string, env: Record<string, string> = {}) =>
  startSdkProcess("sdk-node-sdk.cjs", {
    flags: [],
    env: {
      OTEL_SERVICE_NAME: service,
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_METRICS_EXPORTER: "none",
      OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_BLRP_SCHEDULE_DELAY: "50",
      ...env,
    },
  });

test.each([
  ["exporter-trace-otlp-http that the app names", { EXPORTER: "1" }],
  ["the environment's exporter", {}],
])("a stock NodeSDK with Throughline's parts carries the correlation ID everywhere, by %s", async (name, env) => {
  const app = start(name, env);
  const [url] = await app.ready();
  const response = await fetch(`${url}/`, { headers: { "x-request-id": "order-1" } });
  const answer = (await response.json()) as { id: string } & Record<"fetch" | "http", { id: string; headers: Record<string, string> }>;
  expect(response.headers.get("x-correlation-id")).toBe("order-1");
  expect([answer.id, answer.fetch.id, answer.http.id]).toEqual(["order-1", "order-1", "order-1"]);
  expect(answer.fetch.headers).toMatchObject({ "x-correlation-id": "order-1", baggage: "correlation.id=order-1" });

  const spans = await sink.spansWhere((span) => span.service === name, 5);
  expect(spans).toHaveLength(5);
  expect(new Set(spans.map((span) => span.traceId)).size).toBe(1);
  expect(new Set(spans.map((span) => span.attributes["correlation.id"]))).toEqual(new Set(["order-1"]));
  const logs = await sink.logsWhere((log) => log.service === name && log.body === "handling", 3);
  expect(new Set(logs.map((log) => log.attributes["correlation.id"]))).toEqual(new Set(["order-1"]));
  expect(app.stderr()).toBe("");
});

test("THROUGHLINE_PROPAGATION_HOSTS holds for stock instrumentations", async () => {
  const app = start("withheld", { THROUGHLINE_PROPAGATION_HOSTS: "elsewhere" });
  const [url] = await app.ready();
  const answer = (await (await fetch(`${url}/`, { headers: { "x-request-id": "order-2" } })).json()) as Record<
    "fetch" | "http",
    { headers: Record<string, string> }
  >;
  for (const { headers } of [answer.fetch, answer.http]) {
    expect(JSON.stringify(headers)).not.toContain("order-2");
    expect(headers["traceparent"]).toMatch(/^00-/);
  }
});

test("a stock NodeSDK reports open spans, and what was open and queued at SIGTERM", async () => {
  const app = start("hanging", { THROUGHLINE_OPEN_SPAN_MS: "100" });
  const [url] = await app.ready();
  const hanging = fetch(`${url}/hang`).catch(() => {});
  const [report] = await sink.logsWhere((log) => log.service === "hanging" && log.eventName === "throughline.span.open");
  expect(report?.attributes).toMatchObject({ "throughline.span.kind": "server", "throughline.span.name": "GET" });
  app.child.kill("SIGTERM");
  expect(await app.ended).toMatchObject({ code: null, signal: "SIGTERM" });
  await hanging;
  await sink.logsWhere((log) => log.service === "hanging" && log.attributes["throughline.span.last_words"] === "SIGTERM");
});

test("an uncaught error in a stock NodeSDK becomes a log record under its trace", async () => {
  const app = start("throwing");
  const [url] = await app.ready();
  await fetch(`${url}/throw`).catch(() => {});
  expect(await app.ended).toMatchObject({ code: 1, signal: null });
  const [log] = await sink.logsWhere((one) => one.service === "throwing" && one.eventName === "uncaught_exception");
  expect(log).toMatchObject({ attributes: { "exception.message": "from the handler" }, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

test("parts that are added twice are one line on stderr", async () => {
  const app = start("twice", { TWICE: "1" });
  const [url] = await app.ready();
  expect((await fetch(`${url}/leaf`)).status).toBe(200);
  expect(app.stderr()).toMatch(/^throughline: Throughline's parts are in this process already[^\n]*\n$/);
});

test("a stock NodeSDK reports blocks of the event loop with the request's trace, and runtime numbers", async () => {
  const app = start("blocking", { THROUGHLINE_BLOCK_THRESHOLD_MS: "" });
  const [url] = await app.ready();
  await fetch(`${url}/leaf`);
  await sink.logsWhere((log) => log.service === "blocking" && log.eventName === "throughline.runtime");
  await fetch(`${url}/block`, { headers: { "x-request-id": "order-3" } });
  const [report] = await sink.logsWhere((log) => log.service === "blocking" && log.attributes["code.function.name"] === "block");
  const [span] = await sink.spansWhere((one) => one.service === "blocking" && one.attributes["correlation.id"] === "order-3");
  expect(report).toMatchObject({ eventName: "throughline.event_loop.blocked", traceId: span?.traceId, spanId: span?.spanId });
  expect(report?.attributes["correlation.id"]).toBe("order-3");
});
