import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ApiClient, ApiError, createApiClient } from "@throughline/api";
import type { QueryApi } from "../index.ts";
import { apiOn } from "../testing/api-on.ts";
import { oddSpans } from "../testing/odd-trace.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "../testing/store.ts";

const store = new TestStore();
let api: QueryApi;
let client: ApiClient;

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    ...oddSpans,
    ...Array.from({ length: 5 }, (_, index) => ({
      traceId: traceId(10 + index),
      spanId: spanId(10 + index),
      time: NOW - 60n * SECOND,
      service: "shop",
      name: "GET /a/b",
      attributes: {
        "http.method": index < 4 ? "GET" : "PUT",
        "shop/aisle": ["i", String(index % 2)] as const,
        mixed: index === 0 ? "x" : (["d", "0.5"] as const),
      },
      resource: { "host.name": "h2" },
    })),
    { traceId: traceId(30), spanId: spanId(30), time: NOW - 7_200n * SECOND, service: "old", attributes: { ancient: "yes" } },
  ]);
  await store.insertLogs([{ service: "shop", attributes: { "order.id": "7", "http.method": "GET" } }]);
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

async function names(query: Parameters<ApiClient["attributes"]>[0]): Promise<unknown[]> {
  const { attributes, notes } = await client.attributes(query);
  expect(notes).toEqual([]);
  return attributes.map(({ key, types, count }) => [key, types.join("|"), count]);
}

async function values(key: string, query: Parameters<ApiClient["attributeValues"]>[1] = {}): Promise<unknown[]> {
  const { values: found, notes } = await client.attributeValues(key, query);
  expect(notes).toEqual([]);
  return found.map(({ value, type, count }) => [value, type, count]);
}

test("keys of spans have their types, the most frequent first", async () => {
  const found = await names({ scope: "span" });
  expect(found.slice(0, 3)).toEqual([
    ["http.method", "string", 6],
    ["mixed", "float|string", 5],
    ["shop/aisle", "int", 5],
  ]);
  expect(found).toEqual(
    expect.arrayContaining([
      ["sampled", "bool", 1],
      ["list", "array", 1],
      ["map", "kvlist", 1],
      ["bytes", "bytes", 1],
      ["none", "", 1],
    ]),
  );
  expect(found).not.toContainEqual(["ancient", "string", 1]);
});

test("keys can be asked for by service, beginning, time and number", async () => {
  expect(await names({ scope: "span", service: "shop", q: "s" })).toEqual([["shop/aisle", "int", 5]]);
  expect(await names({ scope: "span", start: "-3h", end: "-1h" })).toEqual([["ancient", "string", 1]]);
  expect(await names({ scope: "span", limit: 1 })).toEqual([["http.method", "string", 6]]);
});

test.each<[NonNullable<Parameters<ApiClient["attributes"]>[0]>["scope"], unknown]>([
  ["event", ["exception.type", "string", 1]],
  ["link", ["link.reason", "string", 1]],
  ["instrumentation", ["scope.team", "string", 1]],
  ["resource", ["host.name", "string", 2]],
  ["intrinsic", ["duration", "duration", 0]],
  ["log", ["order.id", "string", 1]],
])("keys of scope %s", async (scope, expected) => {
  expect(await names({ scope })).toContainEqual(expected);
});

test("all scopes of TraceQL are asked if none is given", async () => {
  const { attributes } = await client.attributes();
  expect(new Set(attributes.map(({ scope }) => scope))).toEqual(
    new Set(["span", "resource", "event", "link", "instrumentation", "intrinsic"]),
  );
});

test("values have types and counts, the most frequent first", async () => {
  expect(await values("http.method")).toEqual([
    ["GET", "string", 4],
    ["POST", "string", 1],
    ["PUT", "string", 1],
  ]);
  expect(await values("http.method", { q: "P", service: "shop" })).toEqual([["PUT", "string", 1]]);
  expect(await values("shop/aisle", { scope: "span" })).toEqual([
    ["0", "int", 3],
    ["1", "int", 2],
  ]);
  expect(await values("mixed", { limit: 1 })).toEqual([["0.5", "float", 4]]);
  expect(await values("list")).toEqual([]);
  expect(await values("unheard.of")).toEqual([]);
});

test.each<[string, NonNullable<Parameters<ApiClient["attributeValues"]>[1]>["scope"], unknown[]]>([
  ["exception.type", "event", [["Declined", "string", 1]]],
  ["link.reason", "link", [["retry", "string", 1]]],
  ["scope.team", "instrumentation", [["shop", "string", 1]]],
  [
    "host.name",
    "resource",
    [
      ["h1", "string", 1],
      ["h2", "string", 1],
    ],
  ],
  [
    "service.name",
    "resource",
    [
      ["shop", "string", 5],
      ["payment", "string", 2],
      ["gateway", "string", 1],
    ],
  ],
  ["order.id", "log", [["7", "string", 1]]],
  [
    "status",
    "intrinsic",
    [
      ["unset", "keyword", 7],
      ["error", "keyword", 1],
    ],
  ],
  [
    "kind",
    "intrinsic",
    [
      ["server", "keyword", 6],
      ["client", "keyword", 1],
      ["unspecified", "keyword", 1],
    ],
  ],
  ["statusMessage", "intrinsic", [["card declined", "string", 1]]],
  [
    "event:name",
    "intrinsic",
    [
      ["", "string", 1],
      ["exception", "string", 1],
    ],
  ],
  [
    "rootServiceName",
    "intrinsic",
    [
      ["shop", "string", 5],
      ["gateway", "string", 1],
    ],
  ],
  ["instrumentation:version", "intrinsic", [["1.2", "string", 1]]],
  ["duration", "intrinsic", []],
])("values of %s in scope %s", async (key, scope, expected) => {
  expect(await values(key, { scope })).toEqual(expected);
});

test("a key that is no text of ours stays text", async () => {
  expect(await values("') OR 1=1 --", { scope: "span" })).toEqual([]);
  expect(await values("http.method", { scope: "span", q: "' OR '" })).toEqual([]);
});

test("an unknown scope is refused, saying which there are", async () => {
  const error = await client.attributes({ scope: "body" as never }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).message).toContain("instrumentation");
});
