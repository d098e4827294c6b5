import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { QueryApi } from "./query-api.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

/** Names that JavaScript, JSON or ClickHouse have a use of their own for are names like others, wherever they are stored and asked for. */

const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "length",
  "then",
  "toJSON",
  "a\u0000b",
  "tab\tline\nend",
  "quote'\"`\\",
  "\\N",
  "{id:String}",
  "ключ🙂",
  "\u202e",
];

const store = new TestStore();
let api: QueryApi;

beforeAll(async () => {
  await store.start();
  const all = Object.fromEntries(NAMES.map((name) => [name, `value of ${name}`]));
  await store.insertSpans(
    NAMES.map((name, index) => ({
      traceId: traceId(index + 1),
      spanId: spanId(index + 1),
      time: NOW - 5n * SECOND,
      service: name,
      name,
      attributes: all,
      resource: all,
    })),
  );
  await store.insertLogs(
    NAMES.map((name, index) => ({
      traceId: traceId(index + 1),
      time: NOW - 5n * SECOND,
      service: name,
      event: name,
      body: name,
      attributes: all,
    })),
  );
  await store.insertSamples(
    NAMES.map((name, index) => ({
      time: NOW - 5n * SECOND,
      service: name,
      stack: ["main (app.js:1)", name],
      traceId: traceId(index + 1),
      spanId: spanId(index + 1),
    })),
  );
  api = await apiOn(store);
});
afterAll(async () => {
  await api.stop();
  await store.stop();
});

/** What is read here of several answers. */
interface Answer {
  readonly spans: readonly { readonly attributes: object; readonly resource: object }[];
  readonly logs: readonly { readonly attributes: object; readonly body: unknown }[];
  readonly resourceSpans: readonly [
    { readonly scopeSpans: readonly [{ readonly spans: readonly [{ readonly attributes: readonly { key: string }[] }] }] },
  ];
  readonly services: readonly { readonly name: string }[];
  readonly operations: readonly object[];
  readonly traces: readonly { readonly traceId: string }[];
  readonly samples: number;
  readonly root: { readonly children: readonly { readonly children: readonly object[] }[] };
  readonly total: { readonly calls: unknown };
}

/** Own properties only, as JSON has them: `JSON.parse` makes one of `__proto__`, too. */
async function get(path: string, query: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${api.url}${path}?${new URLSearchParams(query).toString()}`);
  const body = await response.text();
  expect([response.status, response.ok ? "" : body]).toEqual([200, ""]);
  return JSON.parse(body) as Answer;
}

const entriesOf = (attributes: object) => Object.entries(attributes).filter(([name]) => name !== "service.name");
const ALL = NAMES.map((name) => [name, `value of ${name}`]);
const byName = (entries: [string, unknown][]) => entries.toSorted(([a], [b]) => (a < b ? -1 : 1));

test("a trace shows them as attributes of spans, resources and log records", async () => {
  const { spans, logs } = await get(`/api/v1/traces/${traceId(1)}`);
  for (const attributes of [spans[0]?.attributes, spans[0]?.resource, logs[0]?.attributes])
    expect(byName(entriesOf(attributes ?? {}))).toEqual(byName(ALL as [string, unknown][]));
  const otlp = await get(`/api/v1/traces/${traceId(1)}`, { format: "otlp" });
  const keys = otlp.resourceSpans[0].scopeSpans[0].spans[0].attributes.map(({ key }) => key);
  expect(keys.toSorted()).toEqual(NAMES.toSorted());
});

test("services and operations are listed under them", async () => {
  expect((await get("/api/v1/services")).services.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted());
  for (const name of NAMES)
    expect((await get("/api/v1/operations", { service: name })).operations).toEqual([{ name, kind: "server", calls: 1, errors: 0 }]);
});

test("traces are found by them", async () => {
  for (const [index, name] of NAMES.entries()) {
    // TraceQL writes text as Go does: what JSON escapes is escaped the same way there.
    const text = JSON.stringify(name);
    const ids = async (q: string) => (await get("/api/v1/traces", { q })).traces.map((trace) => trace.traceId);
    expect([name, await ids(`{ name = ${text} && resource.service.name = ${text} }`)]).toEqual([name, [traceId(index + 1)]]);
    expect([name, (await ids(`{ span.${text} = ${JSON.stringify(`value of ${name}`)} }`)).length]).toEqual([name, NAMES.length]);
  }
  expect(await get("/api/v1/traces", { q: '{ span."toLocaleString" != nil }' })).toMatchObject({ traces: [] });
});

test("log records are found by them", async () => {
  for (const name of NAMES.filter((text) => !/[\t\n]/.test(text))) {
    const text = `"${name.replaceAll(/["\\]/g, "\\$&")}"`;
    const found = await get("/api/v1/logs", { q: `service=${text} event=${text}` });
    expect([name, found.logs.map(({ body }) => body)]).toEqual([name, [name]]);
    expect([name, (await get("/api/v1/logs", { q: `${text}=*` })).logs.length]).toEqual([name, NAMES.length]);
  }
});

test("flame graphs and rates have them", async () => {
  for (const name of NAMES) {
    const { samples, root } = await get("/api/v1/flamegraph", { service: name });
    expect([name, samples, root.children[0]?.children.length]).toEqual([name, 1, 1]);
    expect((await get("/api/v1/red", { service: name })).total.calls).toBeDefined();
  }
  await get("/api/v1/service-map");
});
