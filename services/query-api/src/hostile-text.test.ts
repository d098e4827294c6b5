import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { QueryApi } from "./query-api.ts";
import { apiOn } from "./testing/api-on.ts";
import { examplesOf, openApiOf, operationsOf } from "./testing/openapi-document.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

/** Whatever text comes in whatever parameter: it is compared with what is stored, or refused. It never becomes SQL, and never breaks anything. */

const store = new TestStore();
let api: QueryApi;

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    {
      traceId: traceId(1),
      spanId: spanId(1),
      time: NOW - 5n * SECOND,
      service: "cart",
      attributes: { key: "value" },
      correlationIds: ["action"],
    },
  ]);
  await store.insertLogs([{ traceId: traceId(1), time: NOW - 5n * SECOND, body: "declined", attributes: { key: "value" } }]);
  await store.insertSamples([{ time: NOW - 5n * SECOND, stack: ["main (app.js:1)"], traceId: traceId(1), spanId: spanId(1) }]);
  api = await apiOn(store);
});
afterAll(async () => {
  await api.stop();
  await store.stop();
});

const TEXTS = [
  "'",
  '"',
  "`",
  "\\",
  "\\'",
  "\\N", // how ClickHouse writes NULL
  "\\x00",
  "'; DROP TABLE spans; --",
  "') OR 1=1 --",
  "') UNION ALL SELECT * FROM system.users FORMAT JSONEachRow --",
  "{id:String}",
  "${7*7}",
  "%",
  "%s%n",
  "%27",
  "%00",
  "\u0000",
  "a\u0000b",
  "\t",
  "\r\n\r\nHTTP/1.1 200 OK",
  "\u007f\u0085\u2028\u202e\ufeff",
  "𝄞🙂",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty.call",
  "null",
  "undefined",
  "NaN",
  "-Infinity",
  "-1",
  "1e999",
  "99999999999999999999999999999999999999999",
  "../../../etc/passwd",
  "<script>alert(1)</script>",
  "*",
  "((((((((((",
  "))))))))))",
  "{{{{{{{{{{",
  "[[[[[[[[[[",
  `${"[".repeat(1_500)}${"]".repeat(1_500)}`,
  "(?:a+)+$",
  "/* */ -- #",
  "a b, c; d",
];

/** Bytes that are no UTF-8, as a URL has them. */
const BROKEN = ["%ED%A0%80", "%ED%B0%80", "%C0%AF", "%FF%FE", "%80", "%E2%82", "%"];

/** Places in our two languages where a client's text stands. */
const TRACEQL = [
  (text: string) => text,
  (text: string) => `{ name = ${JSON.stringify(text)} }`,
  (text: string) => `{ span.${JSON.stringify(text)} = "x" }`,
  (text: string) => `{ resource.${JSON.stringify(text)} != nil || event.${JSON.stringify(text)} = 1 }`,
  (text: string) => `{ .key =~ ${JSON.stringify(text)} }`,
  (text: string) => `{ span.key !~ \`${text}\` } && { true } | by(span.${JSON.stringify(text)}) | select(.${JSON.stringify(text)})`,
];
const LOG_FILTERS = [
  (text: string) => text,
  (text: string) => JSON.stringify(text),
  (text: string) => `key=${JSON.stringify(text)}`,
  (text: string) => `${JSON.stringify(text)}=x`,
  (text: string) => `${text}!=x`,
  (text: string) => `body=~${JSON.stringify(text)} OR -event=${JSON.stringify(text)}`,
];

/** What other tools ask, with the names of parameters that take text. */
const FOREIGN: readonly (readonly [path: string, ...parameters: string[]])[] = [
  ["/jaeger/api/services/{}/operations"],
  ["/jaeger/api/operations", "service", "spanKind"],
  ["/jaeger/api/traces?service=cart", "operation", "tags", "tag", "minDuration", "maxDuration", "limit", "start", "end", "lookback"],
  ["/jaeger/api/traces", "service", "traceID"],
  ["/jaeger/api/traces/{}"],
  ["/jaeger/api/v3/operations", "service", "span_kind"],
  ["/jaeger/api/v3/traces/{}", "start_time", "end_time"],
  [
    "/jaeger/api/v3/traces?query.service_name=cart",
    "query.operation_name",
    "query.attributes",
    "query.start_time_min",
    "query.duration_min",
  ],
  ["/jaeger/api/v3/trace-summaries", "query.serviceName", "query.attributes", "query.searchDepth", "query.startTimeMin"],
  ["/tempo/api/search", "q", "tags", "limit", "spss", "start", "end", "minDuration"],
  ["/tempo/api/traces/{}", "start", "end"],
  ["/tempo/api/v2/traces/{}", "start", "end"],
  ["/jaeger/api/dependencies", "endTs", "lookback"],
  ["/jaeger/api/metrics/calls?service=cart", "service", "spanKind", "groupByOperation", "endTs", "lookback", "step", "ratePer"],
  ["/jaeger/api/metrics/latencies?service=cart", "quantile"],
  ["/tempo/api/search/tags", "scope", "start", "limit"],
  ["/tempo/api/v2/search/tags", "scope", "q", "limit"],
  ["/tempo/api/v2/search/tag/{}/values", "q"],
  ["/tempo/api/search/tag/{}/values"],
  ["/tempo/api/metrics/query_range", "q", "step", "start", "end"],
  ["/tempo/api/metrics/query", "q"],
];

/** Every path with one parameter that is to be filled in, written `{}`. The others have an example's value. */
async function places(): Promise<string[]> {
  const ours = operationsOf(await openApiOf(api.url)).flatMap(({ path, parameters = [] }) => {
    if (path === "/api/v1/tail") return []; // ends never where it is well; see the tests of the live tail
    return parameters.map(({ name }) => {
      const filled = parameters
        .filter((parameter) => parameter.required && parameter.name !== name)
        .map((parameter) => [parameter, String(examplesOf(parameter)[0])] as const);
      // A short range, where there is one: it is about the text.
      const range = name !== "start" && parameters.some((parameter) => parameter.name === "start") ? ["start=-1m&"] : [];
      const query = filled.filter(([parameter]) => parameter.in === "query").map(([parameter, value]) => `${parameter.name}=${value}&`);
      const inPath = filled.reduce((text, [parameter, value]) => text.replace(`{${parameter.name}}`, encodeURIComponent(value)), path);
      return inPath.includes(`{${name}}`) ? inPath.replace(`{${name}}`, "{}") : `${inPath}?${[...query, ...range].join("")}${name}={}`;
    });
  });
  const foreign = FOREIGN.flatMap(([path, ...names]) => [
    ...(path.includes("{}") ? [path] : []),
    ...names.map((name) => `${path.replace("{}", traceId(1))}${path.includes("?") ? "&" : "?"}${name}={}`),
  ]);
  return [...ours, ...foreign];
}

/** What an answer to strange text must not be. */
async function complaint(path: string): Promise<string | undefined> {
  const response = await fetch(api.url + path);
  const body = await response.text();
  const isRefused = [200, 400, 404].includes(response.status);
  const showsInside = /DB::Exception|Code: \d+\.|\bat .*\.ts:\d+/.test(body);
  return isRefused && !showsInside ? undefined : `${response.status} ${path}: ${body.slice(0, 500)}`;
}

async function complaints(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const waiting = [...paths];
  const work = async () => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const said = await complaint(path);
      if (said !== undefined) found.push(said);
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return found;
}

test("strange text in any parameter of any route finds nothing or is a 400", async () => {
  const asked = (await places()).flatMap((place, index) => {
    // The first of them, and every sixth of the rest in turn: in all places together all of them.
    const texts = [...TEXTS.map(encodeURIComponent), ...BROKEN].filter((_, number) => number < 3 || number % 6 === index % 6);
    return texts.map((text) => place.replace("{}", text));
  });
  expect(await complaints(asked)).toEqual([]);
});

const everyThird = (texts: readonly string[], first: number) => texts.filter((_, number) => number % 3 === first % 3);

test("strange text in any place of a query finds nothing or is a 400", async () => {
  const asked = [
    ...TRACEQL.flatMap((query, index) =>
      everyThird(TEXTS, index).map((text) => `/api/v1/traces?start=-1m&q=${encodeURIComponent(query(text))}`),
    ),
    ...LOG_FILTERS.flatMap((query, index) =>
      everyThird(TEXTS, index).map((text) => `/api/v1/logs?start=-1m&q=${encodeURIComponent(query(text))}`),
    ),
  ];
  expect(await complaints(asked)).toEqual([]);
});

test("so does any text", async () => {
  const all = await places();
  const place = fc.oneof(
    fc
      .tuple(fc.constantFrom(...TRACEQL), fc.string({ unit: "binary", maxLength: 40 }))
      .map(([query, text]) => ["/api/v1/traces?start=-1m&q={}", query(text)] as const),
    fc
      .tuple(fc.constantFrom(...LOG_FILTERS), fc.string({ unit: "binary", maxLength: 40 }))
      .map(([query, text]) => ["/api/v1/logs?start=-1m&q={}", query(text)] as const),
    fc.tuple(fc.constantFrom(...all), fc.string({ unit: "binary", maxLength: 40 })),
  );
  await fc.assert(
    fc.asyncProperty(place, async ([path, text]) => {
      expect(await complaint(path.replace("{}", () => encodeURIComponent(text)))).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});

test("a live tail compares strange text, too", async () => {
  const texts = TEXTS.filter((text) => !/[\t\r\n]/.test(text) && text.length < 1_000).filter((_, number) => number % 3 === 0);
  const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
  const tails = await Promise.all(
    texts.map(async (text) => {
      const query = new URLSearchParams({ service: text, q: `body=${quoted(text)}` });
      const response = await fetch(`${api.url}/api/v1/tail?${query.toString()}`);
      return { text, status: response.status, body: response.body as ReadableStream<Uint8Array> };
    }),
  );
  expect(tails.filter(({ status }) => status !== 200)).toEqual([]);
  // Each is open: what is stored from now on is new to it.
  await store.insertLogs(texts.map((text) => ({ time: BigInt(Date.now()) * 1_000_000n, service: text, body: text })));
  for (const { text, body } of tails) {
    let said = "";
    // U+2028 is no end of a line here: only \n is.
    const first = () => /event: ([^\n]*)\ndata: ([^\n]*)\n\n/.exec(said);
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      said += chunk;
      if (first()) break; // which closes it
    }
    const [, event = "", data = "{}"] = first() ?? [];
    expect([event, JSON.parse(data)]).toEqual(["log", expect.objectContaining({ service: text, body: text })]);
  }
});

test("nothing of it was carried out: what is stored is still there, and nothing else", async () => {
  expect(await store.clickhouse.query<{ count: string }>("SELECT toString(count()) AS count FROM spans")).toEqual([{ count: "1" }]);
  const response = await fetch(`${api.url}/api/v1/services`);
  expect(await response.json()).toMatchObject({ services: expect.arrayContaining([expect.objectContaining({ name: "cart", calls: 1 })]) });
});
