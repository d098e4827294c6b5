import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import {
  type ApiClient,
  ApiError,
  correlation,
  createApiClient,
  errorBody,
  type ErrorBody,
  logList,
  readiness,
  trace,
  traceList,
} from "@throughline/api";
import { migrate } from "@throughline/clickhouse";
import { sameRetention } from "@throughline/model";
import { QueryTimeout } from "@throughline/query";
import { failureOf } from "./failure.ts";
import { queryTokens } from "./gate/access.ts";
import { runner } from "./runner.ts";
import { createQueryApi, DEFAULT_BOUNDS, type QueryApi, type QueryApiConfig } from "./index.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
const HEX_ACTION = "9cef19caeaae7ad361f9706ed0f35678";
const ACTION = "Root=1-67891233-abc/def:+@x";
const WEEK = sameRetention(7 * 86_400);
let api: QueryApi;
let client: ApiClient;

beforeAll(async () => {
  await store.start();
  const correlationIds = [ACTION];
  await store.insertSpans([
    {
      traceId: traceId(1),
      spanId: spanId(1),
      time: NOW - 10n * SECOND,
      duration: 5n * SECOND,
      service: "gateway",
      name: "POST /checkout",
      correlationIds,
    },
    {
      traceId: traceId(1),
      spanId: spanId(2),
      parentId: spanId(1),
      time: NOW - 9n * SECOND,
      service: "payment",
      status: "error",
      attributes: { big: ["i", "9007199254740993"] },
    },
    { traceId: traceId(2), spanId: spanId(3), time: NOW - 8n * SECOND, service: "worker", name: "work", kind: "consumer", correlationIds },
    {
      traceId: traceId(3),
      spanId: spanId(4),
      parentId: spanId(9),
      time: NOW - 5n * SECOND,
      service: "lonely",
      correlationIds: [HEX_ACTION],
    },
  ]);
  await store.insertLogs([
    {
      traceId: traceId(1),
      spanId: spanId(2),
      time: NOW - 8n * SECOND,
      service: "payment",
      body: "card <script>declined",
      severity: 17,
      correlationIds,
    },
    { time: NOW - 7n * SECOND, service: "mailer", body: "mail sent", correlationIds },
    { traceId: traceId(4), time: NOW - 7n * SECOND, service: "logs-only", body: "alone" },
  ]);
  api = await started({});
  client = createApiClient({ baseUrl: api.url });
});

const running: QueryApi[] = [];
afterAll(async () => {
  await Promise.all(running.map((queryApi) => queryApi.stop()));
  await store.stop();
});

async function started(config: Partial<QueryApiConfig>): Promise<QueryApi> {
  const queryApi = createQueryApi({ host: "127.0.0.1", port: 0, clickhouse: store.options, retention: WEEK, tokens: [], ...config });
  await queryApi.start();
  running.push(queryApi);
  return queryApi;
}

const get = (path: string, init?: RequestInit) => fetch(`${api.url}${path}`, init);

async function errorOf(path: string, init?: RequestInit): Promise<{ status: number } & ErrorBody["error"]> {
  const response = await get(path, init);
  return { status: response.status, ...errorBody.parse(await response.json()).error };
}

test("a trace has its spans, log records, services and correlation IDs", async () => {
  const found = await client.trace(traceId(1));
  expect(found).toMatchObject({
    traceId: traceId(1),
    correlationIds: [ACTION],
    services: ["gateway", "payment"],
    samples: { count: 0 },
    notes: [],
  });
  expect(found.spans.map((span) => [span.spanId, span.parentSpanId, span.service, span.durationNano])).toEqual([
    [spanId(1), "", "gateway", String(5n * SECOND)],
    [spanId(2), spanId(1), "payment", "1000000"],
  ]);
  expect(found.spans[1]).toMatchObject({
    status: { code: "error", message: "" },
    attributes: { big: "9007199254740993" },
    resource: { "service.name": "payment" },
    open: false,
  });
  expect(found.logs).toMatchObject([{ body: "card <script>declined", severityNumber: 17, correlationId: ACTION, spanId: spanId(2) }]);
});

test("a trace ID may be given in uppercase", async () => {
  expect((await client.trace(traceId(1).toUpperCase())).traceId).toBe(traceId(1));
});

test("a trace says when its first span, some parents or all of its spans are missing", async () => {
  expect((await client.trace(traceId(3))).notes.map(({ code }) => code)).toEqual(["root_missing", "parents_missing"]);
  const spanless = await client.trace(traceId(4));
  expect(spanless).toMatchObject({ spans: [], services: ["logs-only"], notes: [{ code: "spans_missing" }] });
});

test("a correlation has everything of the action, in every trace and outside any", async () => {
  const found = await client.correlation(ACTION);
  expect(found).toMatchObject({
    correlationId: ACTION,
    traceIds: [traceId(1), traceId(2)],
    services: ["gateway", "mailer", "payment", "worker"],
    blocks: [],
    notes: [],
  });
  expect(found.spans.map((span) => span.spanId)).toEqual([spanId(1), spanId(2), spanId(3)]);
  expect(found.logs.map((log) => [log.body, log.traceId])).toEqual([
    ["card <script>declined", traceId(1)],
    ["mail sent", ""],
  ]);
});

test("services and operations are counted", async () => {
  expect((await client.services()).services).toEqual([
    { name: "gateway", calls: 1, errors: 0 },
    { name: "logs-only", calls: 0, errors: 0 },
    { name: "lonely", calls: 1, errors: 0 },
    { name: "mailer", calls: 0, errors: 0 },
    { name: "payment", calls: 1, errors: 1 },
    { name: "worker", calls: 1, errors: 0 },
  ]);
  expect((await client.operations({ service: "worker" })).operations).toEqual([{ name: "work", kind: "consumer", calls: 1, errors: 0 }]);
  expect((await client.operations({ service: "nobody" })).operations).toEqual([]);
  expect((await client.services({ start: "-9d", end: "-8d" })).services.every(({ calls }) => calls === 0)).toBe(true);
});

test("a search gives summaries, newest first, page by page", async () => {
  const all = await client.traces({ q: "{}" });
  expect(await client.traces({ q: " " })).toEqual(all);
  expect(all.traces.map((summary) => summary.traceId)).toEqual([traceId(3), traceId(2), traceId(1)]);
  expect(all).toMatchObject({ next: null, notes: [] });
  expect(all.traces[0]).toMatchObject({ rootService: null, rootName: null });
  expect(all.traces[2]).toEqual({
    traceId: traceId(1),
    rootService: "gateway",
    rootName: "POST /checkout",
    startTimeUnixNano: String(NOW - 10n * SECOND),
    durationNano: String(5n * SECOND),
    spanCount: 2,
    errorCount: 1,
    openCount: 0,
    services: ["gateway", "payment"],
  });
  const [{ spansets } = {}] = (await client.traces({ q: "{ kind = client || status = error } | select(status)", spansPerSet: 1 })).traces;
  expect(spansets).toMatchObject([{ groups: {}, spans: [{ fields: { status: expect.any(String) } }] }]);
  const first = await client.traces({ limit: 2 });
  const second = await client.traces({ limit: 2, cursor: first.next ?? "" });
  expect([...first.traces, ...second.traces].map((summary) => summary.traceId)).toEqual([traceId(3), traceId(2), traceId(1)]);
  expect(second.next).toBeNull();
});

test("log records are found by words and fields, page by page", async () => {
  const found = await client.logs({ q: "declined severity>=error service=payment" });
  expect(found.logs).toHaveLength(1);
  const first = await client.logs({ limit: 1, correlationId: ACTION });
  const second = await client.logs({ limit: 1, correlationId: ACTION, cursor: first.next ?? "" });
  expect([...first.logs, ...second.logs].map((log) => log.body)).toEqual(["mail sent", "card <script>declined"]);
  expect(second.next).toBeNull();
  expect((await client.logs({ traceId: traceId(4) })).logs).toMatchObject([{ correlationId: "", spanId: "", traceId: traceId(4) }]);
});

test("ranges are taken as RFC 3339, Unix times and relative", async () => {
  const iso = new Date(Number((NOW - 9n * SECOND) / 1_000_000n)).toISOString();
  for (const start of [iso, String(NOW - 9n * SECOND), String((NOW - 9n * SECOND) / 1_000_000n)])
    expect((await client.traces({ start, end: "now" })).traces.map((summary) => summary.traceId)).toEqual([
      traceId(3),
      traceId(2),
      traceId(1),
    ]);
  expect((await client.traces({ start: "-2d", end: "-1d" })).traces).toEqual([]);
});

test("a range that begins before the retention, or is too long, is said so", async () => {
  expect((await client.traces({ start: "-8d" })).notes.map(({ code }) => code)).toEqual(["before_retention"]);
  expect((await client.logs({ start: "-60d" })).notes.map(({ code }) => code)).toEqual(["before_retention", "range_clipped"]);
});

test("an ID is looked up: a trace's, known by spans or by log records alone, a correlation ID, or nothing", async () => {
  const of = async (id: string) => Object.values(await client.lookup({ id })).slice(0, 2);
  expect(await of(traceId(1).toUpperCase())).toEqual([traceId(1), null]);
  expect(await of(traceId(4))).toEqual([traceId(4), null]);
  expect(await of(ACTION)).toEqual([null, ACTION]);
  expect(await of(HEX_ACTION)).toEqual([null, HEX_ACTION]);
  for (const nothing of [traceId(99), "0".repeat(32), "checkout", "a b <script>"]) expect(await of(nothing)).toEqual([null, null]);
  expect((await client.lookup({ id: "checkout" })).notes).toEqual([]);
});

test("answers hold no more than their bounds, and say what was cut", async () => {
  const small = createApiClient({ baseUrl: (await started({ bounds: { traceSpans: 1, spans: 1, logs: 1, traces: 1 } })).url });
  const ofTrace = await small.trace(traceId(1));
  expect(ofTrace.spans.map((span) => span.spanId)).toEqual([spanId(1)]);
  expect(ofTrace.notes).toMatchObject([{ code: "spans_cut" }]);
  const ofAction = await small.correlation(ACTION);
  expect(ofAction.traceIds).toEqual([traceId(2)]);
  expect(ofAction.notes.map(({ code }) => code)).toEqual(["traces_cut"]);
});

test("bad parameters are a 400 that names them and what is accepted", async () => {
  for (const [path, message] of [
    ["/api/v1/traces?limit=0", 'Parameter "limit" "0" is not accepted: accepted is a whole number from 1 to 1000'],
    ["/api/v1/traces?limit=1001", "from 1 to 1000"],
    ["/api/v1/traces?limit=x", "from 1 to 1000"],
    ["/api/v1/traces?limit=1&limit=2", 'Parameter "limit" given more than once'],
    ["/api/v1/traces?limt=5", 'Unknown parameter "limt": accepted are q, start, end, limit, cursor'],
    ["/api/v1/traces?start=yesterday", 'Parameter "start" "yesterday" is not accepted: accepted is RFC 3339'],
    ["/api/v1/traces?start=-1h&end=-2h", 'Parameter "start"'],
    ["/api/v1/traces?cursor=x", 'Parameter "cursor": accepted is `next` of the page before'],
    ["/api/v1/logs?cursor=1.2.x", 'Parameter "cursor"'],
    ["/api/v1/traces?q=%7Bname%7D", '"name" is a string, not a condition'],
    ["/api/v1/traces?q=%7B%7D%20%7C%20rate()", "this query asks for numbers over time"],
    ["/api/v1/traces?q=nonsense", 'Parameter "q": TraceQL: expected "{", found "nonsense" (line 1, column 1)'],
    ["/api/v1/traces?q=%7Bname%3D~%60%5B%60%7D", 'Parameter "q": a regular expression is not RE2: missing ]'],
    ["/api/v1/logs?q=a%20OR", 'Parameter "q": Log filter: expected a term after OR (column 5)'],
    ["/api/v1/logs?q=key%3D~%5B", 'Parameter "q": a regular expression is not RE2: missing ]'],
    ["/api/v1/logs?order=best", 'Parameter "order" "best" is not accepted: accepted are newest and oldest'],
    ["/api/v1/logs?cursor=n.1.2.3.4.-5", 'Parameter "cursor": accepted is `next` of the page before'],
    ["/api/v1/logs?cursor=n.1.2.3.5.4", 'Parameter "cursor": accepted is `next` of the page before'],
    ["/api/v1/logs?cursor=n.9.0.0.0.9000000000000000000", 'Parameter "cursor": accepted is `next` of the page before'],
    ["/api/v1/logs?q=severity%3Dloud", 'severity "loud" is none: accepted are trace, debug, info, warn, error, fatal'],
    ["/api/v1/logs?traceId=xyz", 'Parameter "traceId" "xyz" is not accepted: accepted are 32 hex digits'],
    ["/api/v1/operations", 'Parameter "service" not given'],
    ["/api/v1/traces/xyz", 'Parameter "traceId" "xyz"'],
    [`/api/v1/traces/${"0".repeat(32)}`, "not all zero"],
    [`/api/v1/traces/${traceId(1)}?format=xml`, 'Parameter "format" "xml" is not accepted: accepted are json and otlp'],
    ["/api/v1/correlations/a%20b", 'Parameter "correlationId" "a b" is not accepted: accepted are 1 to 128 characters'],
    [`/api/v1/correlations/${"%2F".repeat(129)}`, "accepted are 1 to 128 characters"],
    ["/api/v1/correlations/%zz", "not a valid url"],
    ["/health?verbose=1", 'Unknown parameter "verbose": none is accepted here'],
  ] as const)
    expect(await errorOf(path)).toMatchObject({ status: 400, code: "bad_request", message: expect.stringContaining(message) });
});

test("what is not stored or not there is a 404", async () => {
  for (const path of [
    `/api/v1/traces/${traceId(99)}`,
    "/api/v1/correlations/nobody",
    `/api/v1/correlations/${"%2F".repeat(128)}`,
    "/api/v1/nope",
    "/nope",
    "/assets/nope.js",
    "/assets/..%2f..%2fpackage.json",
    "/speedscope/nope.js",
    "/speedscope/..%2f..%2fpackage.json",
    "/metrics/x",
  ])
    expect(await errorOf(path)).toMatchObject({ status: 404, code: "not_found" });
});

test("other methods are a 405 that names those that are allowed", async () => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const response = await get(`/api/v1/traces/${traceId(1)}`, {
      method,
      ...(method === "POST" && { body: "<xml/>", headers: { "content-type": "text/xml" } }),
    });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect(errorBody.parse(await response.json()).error.code).toBe("method_not_allowed");
  }
  expect((await get("/openapi.json", { method: "POST" })).status).toBe(405);
  expect((await get("/health", { method: "HEAD" })).status).toBe(200);
});

test("a URL that is too long is a 414, headers that are too long a 431, and no HTTP a 400", async () => {
  expect(await errorOf(`/api/v1/traces?q=${"x".repeat(41_000)}`)).toMatchObject({ status: 414, code: "uri_too_long" });
  const { port } = new URL(api.url);
  const send = async (bytes: string) => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(bytes);
    return text(socket);
  };
  expect(await send(`GET /health HTTP/1.1\r\nhost: x\r\nx: ${"x".repeat(100_000)}\r\n\r\n`)).toContain(
    "431 Request Header Fields Too Large",
  );
  expect(await send("\x00\x01\x02\r\n\r\n")).toContain("400 Bad Request");
  expect((await get("/health")).status).toBe(200);
});

test("a query of 10 000 characters fits in a URL", async () => {
  expect((await client.traces({ q: `{ name = "${"é".repeat(4_900)}" }` })).traces).toEqual([]);
  await expect(client.traces({ q: `{ name = "${"x".repeat(10_000)}" }` })).rejects.toThrow("at most 10000 characters");
});

test("answers are typed JSON that no browser takes for anything else", async () => {
  for (const path of ["/health", "/api/v1/services", "/nope"]) {
    const { headers } = await get(path);
    expect([headers.get("content-type"), headers.get("x-content-type-options")]).toEqual([
      expect.stringContaining("application/json"),
      "nosniff",
    ]);
  }
});

test("tokens guard everything but /health and /ready", async () => {
  const guarded = await started({ tokens: queryTokens(["old-token", "new-token"]) });
  const status = async (path: string, authorization?: string) =>
    (await fetch(guarded.url + path, authorization === undefined ? {} : { headers: { authorization } })).status;
  for (const path of ["/health", "/ready"]) expect(await status(path)).toBe(200);
  for (const path of ["/api/v1/services", "/metrics", "/openapi.json", "/nope", `/api/v1/traces/${traceId(1)}`]) {
    expect(await status(path)).toBe(401);
    expect(await status(path, "Bearer new-toke")).toBe(401);
    expect(await status(path, "Basic new-token")).toBe(401);
  }
  for (const token of ["old-token", "new-token"]) expect(await status("/api/v1/services", `Bearer ${token}`)).toBe(200);
  expect((await createApiClient({ baseUrl: `${guarded.url}/`, token: "new-token" }).services()).services.length).toBeGreaterThan(0);
  await expect(createApiClient({ baseUrl: guarded.url }).services()).rejects.toEqual(
    new ApiError(401, "unauthorized", "A valid token is needed: send it as Authorization: Bearer TOKEN"),
  );
});

test("/ready tells of every part, with 503 if one does not work", async () => {
  expect(await client.ready()).toEqual({ ready: true, parts: { clickhouse: { ok: true } } });
  const half = await started({ readiness: async () => ({ collector: { ok: false, detail: "full" } }) });
  const response = await fetch(`${half.url}/ready`);
  expect(response.status).toBe(503);
  expect(readiness.parse(await response.json())).toEqual({
    ready: false,
    parts: { clickhouse: { ok: true }, collector: { ok: false, detail: "full" } },
  });
});

test("without ClickHouse a query is a 503, and /health still 200", async () => {
  const away = await started({ clickhouse: { ...store.options, url: "http://127.0.0.1:9" } });
  const response = await fetch(`${away.url}/api/v1/services`);
  expect([response.status, errorBody.parse(await response.json()).error.code]).toEqual([503, "unavailable"]);
  expect((await fetch(`${away.url}/health`)).status).toBe(200);
  expect(await createApiClient({ baseUrl: away.url }).ready()).toMatchObject({ ready: false, parts: { clickhouse: { ok: false } } });
});

test("a database that is gone is said in the log and at /ready, in ClickHouse's words", async () => {
  const clickhouse = { ...store.options, database: "dropped" };
  await migrate(clickhouse, { retention: WEEK });
  const without = await started({ clickhouse });
  expect(await createApiClient({ baseUrl: without.url }).ready()).toMatchObject({ ready: true });
  await store.clickhouse.command("DROP DATABASE dropped SYNC");
  const written = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  for (let i = 0; i < 2; i++) expect((await fetch(`${without.url}/api/v1/services`)).status).toBe(503);
  const said = written.mock.calls.map(([line]) => String(line));
  written.mockRestore();
  const why = "ClickHouse refuses: Database dropped does not exist";
  expect(said).toEqual([`throughline query API: questions cannot be answered, or not in full: ${why}\n`]);
  expect(await createApiClient({ baseUrl: without.url }).ready()).toEqual({
    ready: false,
    parts: { clickhouse: { ok: false, detail: why } },
  });
});

test("a query beyond its memory is a 400 that says what to do", async () => {
  const run = runner(store.clickhouse, { ...DEFAULT_BOUNDS, queryBytes: 20_000_000 }, new AbortController().signal);
  const error: unknown = await run({ sql: "SELECT groupArray(number) FROM numbers(10000000)", params: {} }).catch(
    (reason: unknown) => reason,
  );
  expect(failureOf(error)).toMatchObject({ status: 400, code: "query_too_large" });
});

test("a query that ClickHouse finds too slow is stopped", async () => {
  const run = runner(store.clickhouse, { ...DEFAULT_BOUNDS, querySeconds: 1 }, new AbortController().signal);
  await expect(run({ sql: "SELECT count() FROM system.numbers", params: {} })).rejects.toThrow(QueryTimeout);
});

/** Something that takes connections for ClickHouse and never answers. */
async function hanging() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("a client that goes away takes its query with it", async () => {
  const { server, url } = await hanging();
  const slow = await started({ clickhouse: { ...store.options, url } });
  const gone = new AbortController();
  const answer = fetch(`${slow.url}/api/v1/services`, { signal: gone.signal });
  const [request] = await once(server, "request");
  gone.abort();
  await Promise.all([once(request.socket, "close"), expect(answer).rejects.toThrow("aborted")]);
  server.close();
  const metrics = await createApiClient({ baseUrl: slow.url }).metrics();
  expect(metrics).toContain('throughline_query_requests_total{route="/api/v1/services",status="499"} 1\n');
  expect(metrics).toContain("throughline_query_requests_running 1\n"); // that which asks
});

test("a query that takes too long is a 503, a search says how far it came", async () => {
  const { server, url } = await hanging();
  const slow = await started({ clickhouse: { ...store.options, url }, bounds: { querySeconds: 0.1 } });
  const [query, search] = await Promise.all([fetch(`${slow.url}/api/v1/services`), fetch(`${slow.url}/api/v1/logs`)]);
  expect([query.status, errorBody.parse(await query.json()).error.code]).toEqual([503, "query_timeout"]);
  expect(logList.parse(await search.json())).toMatchObject({ logs: [], next: null, notes: [{ code: "search_incomplete" }] });
  // Jaeger's answers cannot say so.
  const paths = ["traces?service=a", "v3/traces?query.serviceName=a", "v3/trace-summaries?query.serviceName=a"];
  const stopped = await Promise.all(paths.map((path) => fetch(`${slow.url}/jaeger/api/${path}`)));
  expect(await Promise.all(stopped.map(async (answer) => [answer.status, await answer.json()]))).toMatchObject([
    [503, { errors: [{ code: 503 }] }],
    [503, { error: { httpCode: 503, grpcCode: 14 } }],
    [503, { error: { httpCode: 503, grpcCode: 14 } }],
  ]);
  server.closeAllConnections();
  server.close();
});

test("/metrics counts requests by route and status, and the time that they took", async () => {
  await get("/health");
  const metrics = await client.metrics();
  expect(metrics).toMatch(/throughline_query_requests_total\{route="\/health",status="200"\} \d+/);
  expect(metrics).toMatch(/throughline_query_request_seconds_count\{route="\/health"\} \d+/);
  expect(Number(/throughline_query_request_seconds_sum\{route="\/health"\} (\S+)/.exec(metrics)?.[1])).toBeGreaterThan(0);
  expect((await get("/metrics")).headers.get("content-type")).toContain("text/plain");
});

test("/api/v1/system tells versions, and how far the clocks are apart", async () => {
  const { version, node, timeUnixNano, clickhouse, schema } = await client.system();
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(node).toBe(process.versions.node);
  expect(Math.abs(Number(timeUnixNano) / 1e6 - Date.now())).toBeLessThan(2_000);
  expect(clickhouse.version).toMatch(/^\d+\.\d+\./);
  expect(Math.abs(Number(clickhouse.aheadNano))).toBeLessThan(1e9); // one machine, one clock
  expect(schema.version).toBeGreaterThanOrEqual(8);
  expect(schema.version).toBe(schema.expected);
});

test("/openapi.json describes every path, and its references lead somewhere", async () => {
  const document = (await (await get("/openapi.json")).json()) as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string }>>;
    components: { schemas: Record<string, unknown> };
  };
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths).toSorted()).toEqual(
    "/health /ready /metrics /api/v1/storage /api/v1/system /api/v1/instances /api/v1/stalls /api/v1/services /api/v1/operations /api/v1/traces /api/v1/traces/{traceId} /api/v1/correlations/{correlationId} /api/v1/logs /api/v1/logs/context /api/v1/logs/histogram /api/v1/lookup /api/v1/tail /api/v1/flamegraph /api/v1/flamegraph/top /api/v1/errors /api/v1/red /api/v1/metrics /api/v1/attributes /api/v1/attributes/{key}/values /api/v1/service-map"
      .split(" ")
      .toSorted(),
  );
  for (const methods of Object.values(document.paths)) expect(Object.keys(methods)).toEqual(["get"]);
  for (const [, name = ""] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g))
    expect(document.components.schemas).toHaveProperty(name);
});

test("answers have the shapes of the contract and nothing else", async () => {
  for (const [schema, path] of [
    [trace, `/api/v1/traces/${traceId(1)}`],
    [correlation, `/api/v1/correlations/${encodeURIComponent(ACTION)}`],
    [traceList, "/api/v1/traces"],
    [logList, "/api/v1/logs"],
  ] as const) {
    const body: unknown = await (await get(path)).json();
    expect(schema.parse(body)).toEqual(body);
  }
});
