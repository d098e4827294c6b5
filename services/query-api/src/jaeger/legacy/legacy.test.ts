import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { QueryApi } from "../../index.ts";
import { apiOn } from "../../testing/api-on.ts";
import { decodeGo, type GoType } from "../../testing/go-json.ts";
import { LINKED_SPAN, LINKED_TRACE, ODD_START, ODD_TRACE, oddSpans } from "../../testing/odd-trace.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "../../testing/store.ts";
import type { JaegerKeyValue } from "./key-values.ts";
import type { JaegerSpan } from "./span-json.ts";
import type { JaegerTrace } from "./trace-json.ts";

/** The structs that Grafana's Jaeger data source decodes into. */
const KEY_VALUES: GoType = { list: { struct: { key: "string", type: "string", value: "any" } } };
const SPAN: GoType = {
  struct: {
    traceID: "string",
    spanID: "string",
    processID: "string",
    operationName: "string",
    startTime: "int64",
    duration: "int64",
    logs: { list: { struct: { timestamp: "float64", fields: KEY_VALUES, name: "string" } } },
    references: { list: { struct: { refType: "string", spanID: "string", traceID: "string" } } },
    tags: KEY_VALUES,
    warnings: { list: "string" },
    flags: "int",
    stackTraces: { list: "string" },
  },
};
const TRACE: GoType = {
  struct: {
    processes: { map: { struct: { serviceName: "string", tags: KEY_VALUES } } },
    traceID: "string",
    warnings: { list: "string" },
    spans: { list: SPAN },
  },
};
const answerOf = (data: GoType): GoType => ({ struct: { data, errors: "any", limit: "int", offset: "int", total: "int" } });

const store = new TestStore();
let api: QueryApi;

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    ...oddSpans,
    {
      traceId: traceId(2),
      spanId: spanId(10),
      time: NOW - 60n * SECOND,
      service: "payment",
      name: "charge",
      kind: "client",
      duration: 4_600n,
    },
    { traceId: traceId(3), spanId: spanId(11), time: NOW - 3_600n * SECOND, service: "a/b", name: "old", attributes: { n: ["i", "7"] } },
    { traceId: `${"0".repeat(16)}${spanId(5)}`, spanId: spanId(12), time: NOW - 90n * SECOND, service: "short" },
  ]);
  await store.insertLogs([
    { service: "only-logs", body: "no spans" },
    {
      traceId: traceId(4),
      spanId: spanId(20),
      service: "hung",
      event: "throughline.span.open",
      attributes: {
        "throughline.span.name": "GET /hung",
        "throughline.span.kind": "server",
        "throughline.span.age_nano": ["i", "5000000000"],
        "user.id": "7",
      },
    },
  ]);
  api = await apiOn(store);
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

async function get<Data>(path: string, type: GoType): Promise<Data> {
  const response = await fetch(`${api.url}/jaeger/api${path}`);
  const json = (await response.json()) as { data: Data };
  expect([path, response.status, json]).toEqual([path, 200, expect.anything()]);
  decodeGo(answerOf(type), json, "encoding/json");
  return json.data;
}

async function errorOf(path: string, init?: RequestInit): Promise<{ status: number; errors: unknown }> {
  const response = await fetch(`${api.url}/jaeger/api${path}`, init);
  return { status: response.status, errors: ((await response.json()) as { errors: unknown }).errors };
}

/** As Grafana's search does: it indexes the spans of each trace unchecked. */
async function search(parameters: Record<string, string | string[]>): Promise<string[]> {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) for (const value of [values].flat()) query.append(name, value);
  const traces = await get<JaegerTrace[]>(`/traces?${query.toString()}`, { list: TRACE });
  for (const { spans } of traces) expect(spans.length).toBeGreaterThan(0);
  return traces.map(({ traceID }) => traceID);
}

const tag = ({ tags }: { tags: readonly JaegerKeyValue[] }, key: string) => tags.find((candidate) => candidate.key === key);

test("/api/services gives the names of services that sent spans", async () => {
  expect(await get("/services", { list: "string" })).toEqual(["a/b", "gateway", "payment", "short"]);
});

test("/api/services/{s}/operations gives names, also of a service with a slash that is not encoded", async () => {
  expect(await get("/services/payment/operations", { list: "string" })).toEqual(["charge", "orphan"]);
  expect(await get("/services/a/b/operations", { list: "string" })).toEqual(["old"]);
  expect(await get("/services/a%2Fb/operations", { list: "string" })).toEqual(["old"]);
  expect(await get("/services/unheard-of/operations", { list: "string" })).toEqual([]);
  expect((await errorOf("/services/payment")).status).toBe(404);
});

test("/api/operations gives names and kinds, of one kind on request", async () => {
  const type: GoType = { list: { struct: { name: "string", spanKind: "string" } } };
  expect(await get("/operations?service=payment", type)).toEqual([
    { name: "charge", spanKind: "client" },
    { name: "orphan", spanKind: "" },
  ]);
  expect(await get("/operations?service=payment&spanKind=server", type)).toEqual([]);
  expect((await errorOf("/operations")).errors).toEqual([{ code: 400, msg: expect.stringContaining('"service"') }]);
});

test("/api/traces/{id} gives the trace with all that Jaeger's model has a place for", async () => {
  const [trace, ...others] = await get<[JaegerTrace]>(`/traces/${ODD_TRACE}`, { list: TRACE });
  expect(others).toEqual([]);
  expect(trace.traceID).toBe(ODD_TRACE);
  expect(trace.warnings).toEqual([]);
  const [root, child, orphan] = trace.spans as [JaegerSpan, JaegerSpan, JaegerSpan];
  expect(root).toMatchObject({
    traceID: ODD_TRACE,
    spanID: spanId(1),
    operationName: "POST /checkout",
    startTime: Number(ODD_START / 1_000n),
    duration: 2_000_001,
    references: [],
    warnings: [],
  });
  expect(trace.processes[root.processID]).toEqual({
    serviceName: "gateway",
    tags: [{ key: "host.name", type: "string", value: "h1" }],
  });
  expect(root.tags.map(({ key, type, value }) => [key, type, value])).toEqual([
    ["http.method", "string", "POST"],
    ["http.status_code", "int64", 500],
    ["big", "int64", "9007199254740993"],
    ["ratio", "float64", 0.25],
    ["nan", "float64", "NaN"],
    ["sampled", "bool", true],
    ["list", "string", '["x",2]'],
    ["map", "string", '{"a":true}'],
    ["bytes", "binary", "AP8="],
    ["empty", "string", ""],
    ["none", "string", ""],
    ["absent", "string", ""],
    ["span.kind", "string", "server"],
    ["otel.status_code", "string", "ERROR"],
    ["error", "bool", true],
    ["otel.status_description", "string", "card declined"],
    ["w3c.tracestate", "string", "vendor=1"],
    ["otel.scope.name", "string", "http"],
    ["otel.scope.version", "string", "1.2"],
    ["scope.team", "string", "shop"],
  ]);
  expect(root.logs).toEqual([
    {
      timestamp: Number((ODD_START + 1_000_500n) / 1_000n),
      fields: [
        { key: "event", type: "string", value: "exception" },
        { key: "exception.type", type: "string", value: "Declined" },
      ],
    },
    { timestamp: Number((ODD_START + 2_000_000n) / 1_000n), fields: [] },
  ]);
  expect(child.references).toEqual([
    { refType: "CHILD_OF", traceID: ODD_TRACE, spanID: spanId(1) },
    { refType: "FOLLOWS_FROM", traceID: LINKED_TRACE, spanID: LINKED_SPAN },
    { refType: "FOLLOWS_FROM", traceID: "", spanID: "" },
  ]);
  expect(child.duration).toBe(4);
  expect(tag(orphan, "span.kind")).toBeUndefined();
  expect(orphan.processID).toBe(child.processID);
});

test("/api/traces/{id} takes IDs in capitals and without leading zeros", async () => {
  expect((await get<JaegerTrace[]>(`/traces/${ODD_TRACE.toUpperCase()}`, { list: TRACE }))[0]?.traceID).toBe(ODD_TRACE);
  expect((await get<JaegerTrace[]>(`/traces/${spanId(5)}?start=1&end=2`, { list: TRACE }))[0]?.traceID).toBe(
    `${"0".repeat(16)}${spanId(5)}`,
  );
});

test("/api/traces/{id} shows a span that has not ended, with a warning", async () => {
  const [trace] = await get<[JaegerTrace]>(`/traces/${traceId(4)}`, { list: TRACE });
  expect(trace.spans).toMatchObject([
    { operationName: "GET /hung", duration: 5_000_000, warnings: [expect.stringContaining("not ended")] },
  ]);
});

test("/api/traces/{id} is 404 with errors for a trace that is not stored, and 400 for what is no ID", async () => {
  expect(await errorOf(`/traces/${traceId(1234)}`)).toEqual({
    status: 404,
    errors: [{ code: 404, msg: expect.stringContaining(traceId(1234)) }],
  });
  expect(await errorOf("/traces/xyz")).toEqual({ status: 400, errors: [{ code: 400, msg: expect.stringContaining("hex") }] });
});

test("/api/traces finds by service, operation and time, newest first", async () => {
  expect(await search({ service: "payment" })).toEqual([ODD_TRACE, traceId(2)]);
  expect(await search({ service: "payment", limit: "1" })).toEqual([ODD_TRACE]);
  expect(await search({ service: "payment", operation: "charge" })).toEqual([ODD_TRACE, traceId(2)]);
  expect(await search({ service: "gateway", operation: "charge" })).toEqual([]);
  const micros = (nanos: bigint) => String(nanos / 1_000n);
  expect(await search({ service: "payment", start: micros(NOW - 61n * SECOND), end: micros(NOW - 30n * SECOND) })).toEqual([traceId(2)]);
  expect(await search({ service: "a/b" })).toEqual([traceId(3)]);
  expect(await search({ limit: "3" })).toEqual([traceId(4), ODD_TRACE, traceId(2)]);
});

test("/api/traces finds spans that have not ended, by service, operation, tags and how long they have run", async () => {
  expect(await search({ service: "hung" })).toEqual([traceId(4)]);
  expect(
    await search({ service: "hung", operation: "GET /hung", minDuration: "4s", tags: '{"span.kind":"server","user.id":"7"}' }),
  ).toEqual([traceId(4)]);
  expect(await search({ service: "hung", minDuration: "6s" })).toEqual([]);
  expect(await search({ service: "hung", tags: '{"user.id":"8"}' })).toEqual([]);
});

test("/api/traces takes durations with fractions, both inclusive", async () => {
  expect(await search({ service: "payment", minDuration: "4.6us", maxDuration: "0.01ms" })).toEqual([traceId(2)]);
  expect(await search({ service: "payment", operation: "charge", maxDuration: "4.5µs" })).toEqual([ODD_TRACE]);
});

test.each<[string, Record<string, string>]>([
  ["an attribute of the span", { "http.method": "POST" }],
  ["a number by its text", { "http.status_code": "500" }],
  ["a number beyond 2^53", { big: "9007199254740993" }],
  ["a double", { ratio: "0.25" }],
  ["a boolean", { sampled: "true" }],
  ["empty text", { empty: "" }],
  ["an attribute of an event", { "exception.type": "Declined" }],
  ["the name of an event", { event: "exception" }],
  ["an attribute of the resource", { "host.name": "h1" }],
  ["an attribute of the scope", { "scope.team": "shop" }],
  ["an attribute of a link", { "link.reason": "retry" }],
  ["the status", { error: "true" }],
  ["the status code", { "otel.status_code": "ERROR" }],
  ["the name of the scope", { "otel.scope.name": "http" }],
  ["the status and an attribute of the span", { error: "true", "http.method": "POST" }],
  ["tags in four places of one span", { "http.method": "POST", "exception.type": "Declined", "host.name": "h1", "scope.team": "shop" }],
])("/api/traces finds by %s", async (_, tags) => {
  expect(await search({ tags: JSON.stringify(tags) })).toEqual([ODD_TRACE]);
  expect(await search({ tag: Object.entries(tags).map(([key, value]) => `${key}:${value}`) })).toEqual([ODD_TRACE]);
});

test.each<[string, Record<string, string>]>([
  ["another value", { "http.method": "GET" }],
  ["an empty value of a key that is not there", { "not.there": "" }],
  ["tags of two spans of the trace", { "http.method": "POST", "link.reason": "retry" }],
  ["a key and value that only together read the same", { "http.method=POST": "" }],
  ["text that would end a string in SQL", { "' OR 1=1 --": "'" }],
])("/api/traces does not find by %s", async (_, tags) => {
  expect(await search({ tags: JSON.stringify(tags) })).toEqual([]);
});

test("/api/traces finds by the kind of the span as Jaeger shows it", async () => {
  expect(await search({ tags: '{"span.kind":"client"}' })).toEqual([ODD_TRACE, traceId(2)]);
});

test("/api/traces?traceID= gives traces by ID, without those that are not stored", async () => {
  expect(await search({ traceID: [traceId(2), traceId(1234), ODD_TRACE] })).toEqual([traceId(2), ODD_TRACE]);
});

test.each([
  ["tags=%7B", "tags"],
  ["tags=%5B%5D", "tags"],
  [`tags=${encodeURIComponent('{"a":{}}')}`, "tags"],
  ["tag=no-colon", "tag"],
  ["minDuration=fast", "minDuration"],
  ["start=yesterday", "start"],
  ["limit=-1", "limit"],
  ["start=10&end=5", "start"],
])("/api/traces?%s is 400 and names the parameter", async (query, name) => {
  expect(await errorOf(`/traces?${query}`)).toEqual({ status: 400, errors: [{ code: 400, msg: expect.stringContaining(`"${name}"`) }] });
});

test("POST /api/transform gives OTLP/JSON as Jaeger's, sent as text or JSON", async () => {
  const span = { traceId: traceId(7), spanId: spanId(7), name: "dropped", startTimeUnixNano: "1000000", endTimeUnixNano: "3000000" };
  const body = JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ spans: [span] }] }] });
  for (const type of ["application/json", "text/plain;charset=UTF-8"]) {
    const response = await fetch(`${api.url}/jaeger/api/transform`, { method: "POST", body, headers: { "content-type": type } });
    const json = (await response.json()) as { data: JaegerTrace[] };
    decodeGo(answerOf({ list: TRACE }), json, "encoding/json");
    expect(json.data).toMatchObject([
      { traceID: traceId(7), processes: { p1: { serviceName: "unknown_service" } }, spans: [{ startTime: 1_000, duration: 2_000 }] },
    ]);
  }
  expect(await errorOf("/transform", { method: "POST", body: "{" })).toMatchObject({ status: 400, errors: [{ code: 400 }] });
});

test("errors have Jaeger's form: no such path, no such method, no token", async () => {
  expect(await errorOf("/quality-metrics")).toEqual({
    status: 404,
    errors: [{ code: 404, msg: expect.stringContaining("/quality-metrics") }],
  });
  expect(await errorOf("/services", { method: "POST" })).toMatchObject({ status: 405, errors: [{ code: 405 }] });
  const locked = await apiOn(store, ["secret"]);
  const response = await fetch(`${locked.url}/jaeger/api/services`);
  expect([response.status, await response.json()]).toMatchObject([401, { errors: [{ code: 401 }] }]);
  await locked.stop();
});

test("none of it is in /openapi.json", async () => {
  expect(await (await fetch(`${api.url}/openapi.json`)).text()).not.toContain("jaeger");
});
