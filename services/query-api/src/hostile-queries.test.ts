import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { errorBody } from "@throughline/api";
import type { QueryApi } from "./query-api.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

/** What is meant to take all there is of time or memory gets a 400, or an answer that is bounded and says so. */

const store = new TestStore();
let api: QueryApi;

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    { traceId: traceId(1), spanId: spanId(1), time: NOW - 5n * SECOND, service: "cart", attributes: { key: "a".repeat(5_000) } },
  ]);
  await store.insertLogs([
    { traceId: traceId(1), time: NOW - 5n * SECOND, body: "a".repeat(5_000), attributes: { key: "a".repeat(5_000) } },
  ]);
  api = await apiOn(store);
});
afterAll(async () => {
  await api.stop();
  await store.stop();
});

async function ask(path: string, query: Record<string, string>): Promise<{ status: number; body: string }> {
  const response = await fetch(`${api.url}${path}?${new URLSearchParams(query).toString()}`);
  return { status: response.status, body: await response.text() };
}

const repeated = (open: string, middle: string, close: string, count: number) => open.repeat(count) + middle + close.repeat(count);

test.each([
  ["parentheses of conditions", `{ ${repeated("(", "true", ")", 4_900)} }`],
  ["parentheses of filters", repeated("(", "{}", ")", 4_900)],
  ["parentheses that nobody closes", "(".repeat(9_999)],
  ["braces that nobody closes", "{".repeat(9_999)],
  ["negations", `{ ${"!".repeat(9_900)}true }`],
  ["minuses", `{ duration > ${"-".repeat(9_900)}1 }`],
  ["powers", `{ span.a > ${"2^".repeat(4_900)}2 }`],
  ["alternatives", `{ ${"span.a=1||".repeat(900)}true }`],
  ["filters", `{}${"&&{}".repeat(2_400)}`],
  ["structure", `{}${">>{}".repeat(2_400)}`],
  ["stages", `{}${"|{}".repeat(3_000)}`],
  ["sums", `{}|${"count()+".repeat(1_200)}1>1`],
  ["groups", `{}|by(${"span.a,".repeat(1_200)}span.b)`],
  ["a number", `{ span.a = ${"9".repeat(9_900)} }`],
  ["an exponent", "{ span.a = 1e999999999 }"],
  ["a duration", `{ duration > ${"9".repeat(300)}h }`],
])("TraceQL with too many %s is a 400, or is answered", async (_name, q) => {
  const { status, body } = await ask("/api/v1/traces", { q, start: "-1m" });
  expect([status, status === 200 || status === 400 ? "" : body]).toEqual([status === 400 ? 400 : 200, ""]);
  if (status === 400) expect(errorBody.parse(JSON.parse(body)).error.code).toMatch(/^(?:bad_request|query_too_large)$/);
  // The same as a metrics query and as a selection of samples.
  for (const path of ["/api/v1/flamegraph", "/tempo/api/search"])
    expect([path, (await ask(path, { q, start: "-1m" })).status]).not.toEqual([path, 500]);
  const metrics = await ask("/api/v1/metrics", { q: `${q}|rate()`, start: "-1m" });
  expect([metrics.status, metrics.status === 200 || metrics.status === 400 ? "" : metrics.body]).toEqual([expect.any(Number), ""]);
});

test.each([
  ["labels", `{}|rate()by(${"span.a,".repeat(1_200)}span.b)`],
  ["labels without a scope", `{}|rate()by(${Array.from({ length: 1_200 }, (_, at) => `.a${at}`).join(",")})`],
  ["labels without a scope that are few", `{}|rate()by(${Array.from({ length: 4 }, (_, at) => `.a${at}`).join(",")})`],
  ["quantiles", `{}|quantile_over_time(duration${",.5".repeat(3_000)})`],
  ["stages", `{}|rate()${"|topk(1)".repeat(1_100)}`],
  ["functions", Array(600).fill("({}|rate())").join("-")],
  ["parentheses", `${"(".repeat(4_900)}{}|rate()${")".repeat(4_900)}`],
])("a metrics query with too many %s is a 400, or is answered", async (_name, q) => {
  for (const path of ["/api/v1/metrics", "/tempo/api/metrics/query_range", "/tempo/api/metrics/query"]) {
    const { status, body } = await ask(path, { q, start: String(NOW / SECOND - 60n), step: "1ns" });
    expect([path, status, status === 200 || status === 400 ? "" : body]).toEqual([path, status === 400 ? 400 : 200, ""]);
  }
});

test.each([
  ["parentheses", repeated("(", "a", ")", 4_900)],
  ["parentheses that nobody closes", "(".repeat(9_999)],
  ["negations", `${"NOT ".repeat(2_400)}a`],
  ["minuses", `${"-".repeat(9_900)}a`],
  ["words", "a ".repeat(5_000)],
  ["alternatives", `${"a OR ".repeat(1_900)}b`],
  ["groups", `${"(a OR -b) ".repeat(990)}c`],
  ["fields", "a=b ".repeat(2_400)],
  ["quotes", '"'.repeat(9_999)],
])("a log filter with too many %s is a 400, or is answered", async (_name, q) => {
  const { status, body } = await ask("/api/v1/logs", { q, start: "-1m" });
  expect([status, status === 200 || status === 400 ? "" : body]).toEqual([status === 400 ? 400 : 200, ""]);
});

const BOMBS = [
  "(a+)+$",
  "(a|aa)+$",
  "(a*)*b",
  "([a-zA-Z]+)*1",
  "(.*)*(.*)*(.*)*x",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "(?:a?){900}a{900}",
  `${"(".repeat(900)}a${")".repeat(900)}`,
  "((a{100}){100}){100}",
  "a{1000}{1000}",
  "\\p{L}{1000}",
  `${"a|".repeat(3_000)}b`,
];

test.each(BOMBS.map((regex) => [regex.slice(0, 30), regex]))("the regular expression %s takes no longer than any", async (_name, regex) => {
  for (const [path, q] of [
    ["/api/v1/traces", `{ .key =~ ${JSON.stringify(regex)} }`],
    ["/api/v1/traces", `{ .key =~ ${JSON.stringify(regex)} } >> { .key !~ ${JSON.stringify(regex)} }`],
    ["/api/v1/logs", `body=~${JSON.stringify(regex)}`],
    ["/api/v1/logs", `key=~${JSON.stringify(regex)}`],
  ] as const) {
    const { status, body } = await ask(path, { q, start: "-1m" });
    expect([path, status, status === 200 || status === 400 ? "" : body]).toEqual([path, status === 400 ? 400 : 200, ""]);
  }
});

const RANGES: readonly Record<string, string>[] = [
  { start: "0" },
  { start: "1970-01-01T00:00:00Z", end: "9999-12-31T23:59:59Z" },
  { start: "0001-01-01T00:00:00Z" },
  { start: "-100000d" },
  { start: "-99999999999999999999d" },
  { start: "0", end: "9223372036854775807" },
  { start: "99999999999999999999999999" },
  { start: "-1h", end: "9999-12-31T23:59:59Z" },
];

test.each(RANGES)("the range %j is bounded, and the answer says so, or is a 400", async (range) => {
  for (const [path, query] of [
    ["/api/v1/traces", {}],
    ["/api/v1/logs", {}],
    ["/api/v1/services", {}],
    ["/api/v1/operations", { service: "cart" }],
    ["/api/v1/red", { step: "1ns" }],
    ["/api/v1/red", { step: "99999d" }],
    ["/api/v1/service-map", {}],
    ["/api/v1/flamegraph", { service: "cart" }],
  ] as const) {
    const { status, body } = await ask(path, { ...query, ...range });
    // 404: of samples, where all of the range has expired or none was ever sent
    expect([path, status, [200, 400, 404].includes(status) ? "" : body]).toEqual([path, status, ""]);
    if (status !== 200 || !["/api/v1/traces", "/api/v1/logs"].includes(path) || range["start"] === "-1h") continue;
    const { notes } = JSON.parse(body) as { notes: { code: string }[] };
    expect([path, notes.map(({ code }) => code)]).toEqual([path, expect.arrayContaining(["before_retention", "range_clipped"])]);
  }
});

test("tags of Jaeger's form that are nested too deeply are a 400", async () => {
  for (const tags of [repeated("[", "", "]", 6_000), repeated('{"a":', "1", "}", 2_000)])
    expect((await ask("/jaeger/api/traces", { service: "cart", tags })).status).toBe(400);
});

test("JSON for jaeger-ui that is nested too deeply is a 400, not the end of the process", async () => {
  for (const body of [
    "[".repeat(1_000_000),
    repeated("[", "", "]", 500_000),
    `{"resourceSpans":${repeated('[{"scopeSpans":', "1", "}]", 100_000)}}`,
    `{"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":${repeated('{"arrayValue":{"values":[', "{}", "]}}", 50_000)}}]}}]}`,
    '{"__proto__":{"resourceSpans":[]},"constructor":{"prototype":{"x":1}}}',
  ]) {
    const response = await fetch(`${api.url}/jaeger/api/transform`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect([body.slice(0, 40), response.status === 200 || response.status === 400]).toEqual([body.slice(0, 40), true]);
    await response.text();
  }
  expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  expect((await fetch(`${api.url}/health`)).status).toBe(200);
});
