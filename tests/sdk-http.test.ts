import { readFileSync } from "node:fs";
import { connect, type ClientHttp2Session } from "node:http2";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { isOfApp, startOtlpSink, type OtlpSink, type ReceivedSpan } from "./kit/otlp-sink.ts";
import { killSdkProcesses, startSdkProcess } from "./kit/sdk-process.ts";

const SERVER = 2;
const ca = readFileSync(join(import.meta.dirname, "fixtures/tls/ca.pem"));

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
afterEach(killSdkProcesses);

const start = (service: string, env: Record<string, string> = {}) =>
  startSdkProcess("sdk-http.mjs", {
    env: {
      OTEL_SERVICE_NAME: service,
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_BLRP_SCHEDULE_DELAY: "50",
      ...env,
    },
  });

const entries = (service: string, count = 1): Promise<ReceivedSpan[]> =>
  sink.spansWhere((span) => span.service === service && span.kind === SERVER, count);

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Record<string, unknown>;
}

function ask(scheme: "http" | "https", port: string | undefined, path: string, id: string, body?: string): Promise<Answer> {
  const request = scheme === "http" ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const options = { host: "localhost", port, path, ca, method: body === undefined ? "GET" : "POST", headers: { "x-correlation-id": id } };
    request(options, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) as Answer["body"] });
    })
      .on("error", reject)
      .end(body);
  });
}

function ask2(session: ClientHttp2Session, path: string, id: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":path": path, ":method": body === undefined ? "GET" : "POST", "x-correlation-id": id });
    let headers: Record<string, unknown> = {};
    let text = "";
    stream.setEncoding("utf8");
    stream.on("response", (given) => (headers = given));
    stream.on("data", (chunk: string) => (text += chunk));
    stream.on("error", reject);
    stream.on("end", () => resolve({ status: Number(headers[":status"]), headers, body: JSON.parse(text) as Answer["body"] }));
    stream.end(body);
  });
}

test.each(["http", "https"] as const)(
  "events of a request and its response over %s have its ID, also at the same time as others",
  async (scheme) => {
    const service = `events over ${scheme}`;
    const ports = await start(service).ready();
    const ids = Array.from({ length: 20 }, (_, at) => `${scheme}-${at}`);
    const answers = await Promise.all(ids.map((id) => ask(scheme, ports[scheme === "http" ? 0 : 1], "/events?a=1", id, "some body")));
    for (const [at, answer] of answers.entries()) {
      expect(answer.headers["x-correlation-id"]).toBe(ids[at]);
      expect(answer.body).toEqual({ start: ids[at], data: ids[at], end: ids[at] });
    }
    const logs = await sink.logsWhere((log) => log.service === service && isOfApp(log), 40);
    for (const log of logs) expect(log.attributes["seen"]).toBe(log.attributes["correlation.id"]);
    expect(new Set(logs.map((log) => `${String(log.body)} ${String(log.attributes["seen"])}`)).size).toBe(40);

    const spans = await entries(service, 20);
    for (const span of spans) {
      expect(span).toMatchObject({ name: "POST", parentSpanId: "" });
      expect(span.attributes).toMatchObject({
        "url.scheme": scheme,
        "url.path": "/events",
        "url.query": "a=1",
        "http.response.status_code": 200,
        "network.protocol.version": "1.1",
        "server.address": "localhost",
      });
    }
  },
);

test("HTTP/2 servers have entry spans, with the compatibility API and with streams, in the clear and over TLS", async () => {
  const [, , compat, streams, secure] = await start("http2").ready();
  const clear = connect(`http://localhost:${compat}`);
  const raw = connect(`http://localhost:${streams}`);
  const encrypted = connect(`https://localhost:${secure}`, { ca });
  try {
    const answers = await Promise.all([
      ask2(clear, "/compat", "two-1", "body"),
      ask2(raw, "/streams", "two-2"),
      ask2(encrypted, "/secure", "two-3", "body"),
      ask2(clear, "/error", "two-4"),
      ask("https", secure, "/one", "two-5", "body"),
    ]);
    expect(answers.map(({ headers }) => headers["x-correlation-id"])).toEqual(["two-1", "two-2", "two-3", "two-4", "two-5"]);
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 200, 500, 200]);
    expect(answers[0]?.body).toEqual({ start: "two-1", data: "two-1", end: "two-1" });
    expect(answers[1]?.body).toEqual({ start: "two-2" });
    expect(answers[2]?.body).toEqual({ start: "two-3", data: "two-3", end: "two-3" });
  } finally {
    for (const session of [clear, raw, encrypted]) session.close();
  }
  const spans = await entries("http2", 5);
  expect(spans).toHaveLength(5);
  const told = spans.map(({ name, attributes }) => [
    attributes["correlation.id"],
    name,
    attributes["url.scheme"],
    attributes["url.path"],
    attributes["http.response.status_code"],
    attributes["network.protocol.version"],
  ]);
  expect(told.toSorted()).toEqual([
    ["two-1", "POST", "http", "/compat", 200, "2"],
    ["two-2", "GET", "http", "/streams", 201, "2"],
    ["two-3", "POST", "https", "/secure", 200, "2"],
    ["two-4", "GET", "http", "/error", 500, "2"],
    ["two-5", "POST", "https", "/one", 200, "1.1"],
  ]);
});

test("a response has no listeners of ours", async () => {
  const counts = async (flags?: string[]): Promise<unknown> => {
    const app = startSdkProcess("sdk-http.mjs", {
      env: { OTEL_TRACES_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" },
      ...(flags && { flags }),
    });
    const [port] = await app.ready();
    return (await ask("http", port, "/listeners", "x")).body;
  };
  expect(await counts()).toEqual(await counts([]));
});

test.each([{ OTEL_TRACES_SAMPLER: "always_off" }, { OTEL_TRACES_EXPORTER: "none" }])(
  "with %j requests have their ID and no span",
  async (env) => {
    const service = `without ${JSON.stringify(env)}`;
    const [port] = await start(service, env).ready();
    const answer = await ask("http", port, "/events", "quiet-1", "body");
    expect(answer.headers["x-correlation-id"]).toBe("quiet-1");
    expect(answer.body).toEqual({ start: "quiet-1", data: "quiet-1", end: "quiet-1" });
    const logs = await sink.logsWhere((log) => log.service === service && isOfApp(log), 2);
    expect(logs.map((log) => log.attributes["correlation.id"])).toEqual(["quiet-1", "quiet-1"]);
    expect(sink.spans.filter((span) => span.service === service)).toEqual([]);
  },
);

test("OTEL_NODE_DISABLED_INSTRUMENTATIONS=http leaves servers and clients alone", async () => {
  const [port] = await start("disabled", { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "http" }).ready();
  const answer = await ask("http", port, "/events", "ignored", "body");
  expect(answer.headers["x-correlation-id"]).toBeUndefined();
  expect(answer.body).toEqual({});
});

test("OTEL_METRICS_EXPORTER brings the duration histograms of the HTTP conventions", async () => {
  const app = start("measured", { OTEL_METRICS_EXPORTER: "otlp", OTEL_METRIC_EXPORT_INTERVAL: "100", OTEL_METRIC_EXPORT_TIMEOUT: "90" });
  const [port] = await app.ready();
  await ask("http", port, "/events", "m-1", "body");
  const metrics = (): string =>
    sink.requests
      .filter(({ path }) => path === "/v1/metrics")
      .map(({ body }) => body.toString("latin1"))
      .join("");
  while (!metrics().includes("http.server.request.duration")) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(metrics()).toContain("http.response.status_code");
  expect(app.stderr()).toBe("");
});
