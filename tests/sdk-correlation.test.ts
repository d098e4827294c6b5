import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { killSdkProcesses, startSdkProcess } from "./kit/sdk-process.ts";
import { startOtlpSink, type OtlpSink } from "./kit/otlp-sink.ts";

const UUIDV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
afterEach(killSdkProcesses);

const env = (more: Record<string, string> = {}): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_BSP_SCHEDULE_DELAY: "50",
  OTEL_BLRP_SCHEDULE_DELAY: "50",
  ...more,
});

/** What a service makes of request headers: the ID that it echoes, after checking that spans and logs carry the same. */
async function idFor(url: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(url, { headers });
  const { id } = (await response.json()) as { id: string };
  expect(response.headers.get("x-correlation-id")).toBe(id);
  await sink.spansWhere((span) => span.attributes["correlation.id"] === id);
  await sink.logsWhere((log) => log.attributes["correlation.id"] === id);
  return id;
}

test("an entry prefers baggage to x-correlation-id to x-request-id to a new UUIDv7", async () => {
  const [url = ""] = await startSdkProcess("sdk-service.mjs", { env: env() }).ready();
  const baggage = "userId=u1,correlation.id=from-baggage;property,other=2";
  expect(await idFor(url, { baggage, "x-correlation-id": "from-header", "x-request-id": "from-proxy" })).toBe("from-baggage");
  expect(await idFor(url, { baggage: "userId=u1", "x-correlation-id": "from-header", "x-request-id": "from-proxy" })).toBe("from-header");
  expect(await idFor(url, { "x-request-id": "from-proxy" })).toBe("from-proxy");
  expect(await idFor(url, {})).toMatch(UUIDV7);
  expect(await idFor(url, { "x-correlation-id": "A-z_0.:+/=@" })).toBe("A-z_0.:+/=@");
});

test("an entry replaces an ID that is not acceptable everywhere", async () => {
  const back = startSdkProcess("sdk-service.mjs", { env: env() });
  const [backHttp = "", backGrpc = ""] = await back.ready();
  const front = startSdkProcess("sdk-service.mjs", { env: env({ BACK_HTTP: backHttp, BACK_GRPC: backGrpc }) });
  const [url = ""] = await front.ready();
  const evil = 'evil<script>alert("1")</script>';
  for (const headers of [
    { "x-correlation-id": evil },
    { "x-request-id": evil },
    { "x-correlation-id": "x".repeat(129) },
    { baggage: `correlation.id=${encodeURIComponent(evil)},keep=me` },
  ]) {
    const response = await fetch(`${url}/`, { headers });
    const text = await response.text();
    const answer = JSON.parse(text) as Record<"fetch" | "http" | "grpc", { id: string; headers?: Record<string, string> }> & { id: string };
    expect(answer.id).toMatch(UUIDV7);
    expect([answer.fetch.id, answer.http.id, answer.grpc.id]).toEqual(Array(3).fill(answer.id));
    expect(response.headers.get("x-correlation-id")).toBe(answer.id);
    expect(answer.fetch.headers?.["x-correlation-id"]).toBe(answer.id);
    expect(answer.fetch.headers?.["baggage"]).toBe(
      "baggage" in headers ? `correlation.id=${answer.id},keep=me` : `correlation.id=${answer.id}`,
    );
    await sink.spansWhere((span) => span.attributes["correlation.id"] === answer.id, 7);
  }
  expect(JSON.stringify([sink.spans, sink.logs]) + front.stdout() + back.stdout() + front.stderr() + back.stderr()).not.toContain("evil");
});

test("work without a request gets an ID that its spans and logs share, and messages carry it", async () => {
  const jobs = startSdkProcess("sdk-jobs.mjs", { env: env({ OTEL_SERVICE_NAME: "jobs" }) });
  expect(await jobs.ended).toMatchObject({ code: 0, signal: null });
  const line = (event: string): Record<string, unknown> => jobs.lines().find((one) => one["event"] === event) ?? {};
  const span = (name: string) => sink.spans.find((one) => one.name === name && one.service === "jobs");

  const id = line("cron_ran")["correlation_id"];
  expect(id).toMatch(UUIDV7);
  expect(line("step_ran")).toMatchObject({ correlation_id: id, correlation: id });
  expect([span("cron")?.attributes["correlation.id"], span("step")?.attributes["correlation.id"]]).toEqual([id, id]);

  expect(line("given_ran")["correlation_id"]).toBe("job-1");
  expect(span("given")?.attributes["correlation.id"]).toBe("job-1");
  expect(line("replaced")["id"]).toMatch(UUIDV7);
  expect(line("made")["id"]).toMatch(UUIDV7);
  expect(line("worked_off")).toMatchObject({
    correlation_id: "order-7",
    headers: { "x-correlation-id": "order-7", baggage: "correlation.id=order-7" },
  });
  expect(span("worked off")?.attributes["correlation.id"]).toBe("order-7");
  expect(line("outside")).not.toHaveProperty("correlation_id");
  expect(line("outside")).not.toHaveProperty("trace_id");
});

test("unsampled work has correlation IDs too", async () => {
  const jobs = startSdkProcess("sdk-jobs.mjs", { env: env({ OTEL_SERVICE_NAME: "unsampled", OTEL_TRACES_SAMPLER: "always_off" }) });
  await jobs.ended;
  const ids = ["cron_ran", "step_ran"].map((event) => jobs.lines().find((line) => line["event"] === event)?.["correlation_id"]);
  expect(ids[0]).toMatch(UUIDV7);
  expect(ids[1]).toBe(ids[0]);
  expect(sink.spans.filter((span) => span.service === "unsampled")).toEqual([]);
});

interface Headers {
  fetch: Record<string, string>;
  http: Record<string, string>;
  list: Record<string, string>;
  message: Record<string, string>;
}

async function sentHeaders(more: Record<string, string>): Promise<Headers> {
  const app = startSdkProcess("sdk-message.mjs", { env: env(more) });
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
  expect(app.stderr()).toBe("");
  return app.lines()[0] as unknown as Headers;
}

test("headers that the app set itself are not sent twice, and lists of headers stay whole", async () => {
  const sent = await sentHeaders({});
  for (const headers of [sent.fetch, sent.http, sent.list, sent.message]) expect(headers["x-correlation-id"]).toBe("order-9");
  for (const headers of [sent.fetch, sent.http, sent.list]) expect(headers["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(sent.list["x-mine"]).toBe("1, 2");
});

test("THROUGHLINE_PROPAGATION_HOSTS keeps the ID from other hosts", async () => {
  const withheld = await sentHeaders({ THROUGHLINE_PROPAGATION_HOSTS: "*.shop.internal, orders" });
  for (const headers of [withheld.fetch, withheld.http, withheld.list]) {
    expect(headers["baggage"]).toBeUndefined();
    expect(JSON.stringify(headers)).not.toContain("order-9");
    expect(headers["traceparent"]).toMatch(/^00-/);
  }
  expect(withheld.message["x-correlation-id"]).toBe("order-9");
  const allowed = await sentHeaders({ THROUGHLINE_PROPAGATION_HOSTS: "orders,localhost" });
  for (const headers of [allowed.fetch, allowed.http]) expect(headers["x-correlation-id"]).toBe("order-9");
});

test("THROUGHLINE_PROPAGATION_HOSTS holds for gRPC, sampled or not", async () => {
  const back = startSdkProcess("sdk-service.mjs", { env: env() });
  const [backHttp = "", backGrpc = ""] = await back.ready();
  for (const sampler of ["always_on", "always_off"]) {
    for (const hosts of ["elsewhere", "127.0.0.1"]) {
      const more = { BACK_HTTP: backHttp, BACK_GRPC: backGrpc, OTEL_TRACES_SAMPLER: sampler, THROUGHLINE_PROPAGATION_HOSTS: hosts };
      const [url = ""] = await startSdkProcess("sdk-service.mjs", { env: env(more) }).ready();
      const answer = (await (await fetch(`${url}/`, { headers: { "x-correlation-id": "order-5" } })).json()) as { grpc: { id: string } };
      expect(answer.grpc.id === "order-5").toBe(hosts === "127.0.0.1");
    }
  }
});

test("OTEL_PROPAGATORS is honoured: others carry on beside the ID, and none sends nothing", async () => {
  const b3 = await sentHeaders({ OTEL_PROPAGATORS: "b3" });
  expect(b3.fetch).toMatchObject({ b3: expect.any(String), "x-correlation-id": "order-9", traceparent: "my own" });
  expect(b3.fetch["baggage"]).toBeUndefined();
  const none = await sentHeaders({ OTEL_PROPAGATORS: "none" });
  expect(none.fetch["x-correlation-id"]).toBe("my own");
  expect(none.message).toEqual({});
});
