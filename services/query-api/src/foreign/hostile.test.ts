import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { QueryApi } from "../index.ts";
import { apiOn } from "../testing/api-on.ts";
import { oddSpans } from "../testing/odd-trace.ts";
import { TestStore } from "../testing/store.ts";

const store = new TestStore();
let api: QueryApi;

beforeAll(async () => {
  await store.start();
  await store.insertSpans(oddSpans);
  api = await apiOn(store);
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

const TEXTS = [
  "' OR 1=1 --",
  "\\",
  "\\'",
  "\u0000",
  "\t\n\r",
  "{p0:String}",
  "%s%n",
  "🦄".repeat(1_000),
  "x".repeat(30_000),
  "__proto__",
  "<script>",
];

const encode = encodeURIComponent;
const json = (value: object): string => encode(JSON.stringify(value));
const PATHS: readonly ((text: string) => string)[] = [
  (text) => `/jaeger/api/services/${encode(text)}/operations`,
  (text) => `/jaeger/api/operations?service=${encode(text)}&spanKind=${encode(text)}`,
  (text) => `/jaeger/api/traces?service=${encode(text)}&operation=${encode(text)}`,
  (text) => `/jaeger/api/traces?tags=${json({ [text.slice(0, 5_000)]: text.slice(0, 5_000) })}`,
  (text) => `/jaeger/api/traces?tag=a:${encode(text)}`,
  (text) => `/jaeger/api/traces/${encode(text)}`,
  (text) => `/jaeger/api/metrics/calls?service=${encode(text)}`,
  (text) => `/jaeger/api/v3/trace-summaries?query.serviceName=${encode(text)}&query.startTimeMin=${encode(text)}`,
  (text) => `/jaeger/api/v3/trace-summaries?query.attributes=${json({ a: text.slice(0, 9_000) })}`,
  (text) => `/tempo/api/search?q=${encode(`{ span.a = ${JSON.stringify(text.slice(0, 9_000))} }`)}`,
  (text) => `/tempo/api/search?tags=${encode(`a=${JSON.stringify(text.slice(0, 9_000))} __proto__=1`)}`,
  (text) => `/tempo/api/v2/search/tag/${encode(text)}/values?q=${encode(text.slice(0, 5_000))}`,
  (text) => `/tempo/api/v2/search/tags?scope=${encode(text)}`,
  (text) => `/tempo/api/v2/traces/${encode(text)}`,
];

test.each(PATHS.map((path) => [path("TEXT"), path] as const))(
  "any text in %s is found nowhere or refused, and breaks nothing",
  async (_, path) => {
    for (const text of TEXTS) {
      const response = await fetch(api.url + path(text));
      const body = await response.text();
      expect([
        text.slice(0, 20),
        [200, 400, 404, 414].includes(response.status) ? "fine" : `${response.status} ${body.slice(0, 300)}`,
      ]).toEqual([text.slice(0, 20), "fine"]);
      expect(body).not.toContain("POST /checkout");
    }
  },
);

test("numbers beyond all measure are bounded or refused", async () => {
  for (const path of [
    "/jaeger/api/traces?limit=99999999999999999999",
    "/jaeger/api/traces?start=0&end=9999999999999999999",
    "/jaeger/api/traces?minDuration=99999999999h",
    `/jaeger/api/traces?${"tag=a:b&".repeat(500)}`,
    "/jaeger/api/dependencies?endTs=9999999999999999999&lookback=9999999999999999999",
    "/jaeger/api/metrics/latencies?service=a&step=99999999999999&lookback=9999999999999999",
    "/tempo/api/search?limit=99999999999&spss=99999999999&start=0&end=9999999999999999999",
    "/tempo/api/v2/search/tags?limit=99999999999&start=1&end=2",
  ]) {
    const response = await fetch(api.url + path);
    const body = await response.text();
    expect([path, [200, 400].includes(response.status) ? "fine" : `${response.status} ${body.slice(0, 300)}`]).toEqual([path, "fine"]);
  }
});

test("what is uploaded may be nested as deep as it likes, or be no OTLP at all", async () => {
  const deep = `{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":${'{"arrayValue":{"values":['.repeat(5_000)}{}${"]}}".repeat(5_000)}}]}}]}`;
  for (const body of [
    deep,
    "[]",
    "null",
    '{"resourceSpans":{}}',
    '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"zz"}]}]}]}',
    "",
  ]) {
    const response = await fetch(`${api.url}/jaeger/api/transform`, { method: "POST", body });
    expect([body.slice(0, 40), response.status, await response.json()]).toMatchObject([
      body.slice(0, 40),
      400,
      { errors: [{ code: 400 }] },
    ]);
  }
});
