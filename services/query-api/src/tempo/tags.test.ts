import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { QueryApi } from "../index.ts";
import { apiOn } from "../testing/api-on.ts";
import { oddSpans } from "../testing/odd-trace.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "../testing/store.ts";

const store = new TestStore();
let api: QueryApi;

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    ...oddSpans,
    { traceId: traceId(2), spanId: spanId(10), time: NOW - SECOND, service: "shop", attributes: { "shop/aisle": ["i", "3"], "a b": "c" } },
  ]);
  api = await apiOn(store);
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

async function get(path: string): Promise<unknown> {
  const response = await fetch(`${api.url}/tempo/api${path}`);
  const json = await response.json();
  expect([path, response.status]).toEqual([path, 200]);
  return json;
}

test("/api/v2/search/tags gives keys by scope, with those that Grafana knows", async () => {
  const { scopes } = (await get("/v2/search/tags?limit=5000")) as { scopes: { name: string; tags: string[] }[] };
  expect(scopes.map(({ name }) => name)).toEqual(["resource", "span", "event", "link", "instrumentation", "intrinsic"]);
  const tagsOf = new Map(scopes.map(({ name, tags }) => [name, tags]));
  expect(tagsOf.get("resource")).toEqual(["service.name", "host.name"]);
  expect(tagsOf.get("span")).toContain("http.method");
  expect(tagsOf.get("event")).toEqual(["exception.type"]);
  expect(tagsOf.get("intrinsic")).toEqual(expect.arrayContaining(["duration", "name", "status", "kind", "rootServiceName"]));
});

test("/api/v2/search/tags takes one scope, and the service of a query that is being written", async () => {
  expect(await get("/v2/search/tags?scope=link")).toEqual({ scopes: [{ name: "link", tags: ["link.reason"] }] });
  const q = encodeURIComponent('{ resource.service.name = "shop" && status = ok }');
  expect(await get(`/v2/search/tags?scope=span&q=${q}`)).toEqual({ scopes: [{ name: "span", tags: ["a b", "shop/aisle"] }] });
  expect(await get("/v2/search/tags?scope=link&q=%7B%20name%20%3D")).toEqual({ scopes: [{ name: "link", tags: ["link.reason"] }] });
  expect((await fetch(`${api.url}/tempo/api/v2/search/tags?scope=nowhere`)).status).toBe(400);
});

test("/api/search/tags gives keys without scopes", async () => {
  const { tagNames } = (await get("/search/tags")) as { tagNames: string[] };
  expect(tagNames).toEqual(expect.arrayContaining(["service.name", "http.method", "exception.type"]));
  expect(new Set(tagNames).size).toBe(tagNames.length);
});

test.each([
  [
    "resource.service.name",
    [
      ["string", "payment"],
      ["string", "gateway"],
      ["string", "shop"],
    ],
  ],
  ["span.http.method", [["string", "POST"]]],
  [".http.status_code", [["int", "500"]]],
  ["span.shop/aisle", [["int", "3"]]],
  ['span."a b"', [["string", "c"]]],
  ["event.exception.type", [["string", "Declined"]]],
  [
    "name",
    [
      ["string", "GET /cart"],
      ["string", "POST /checkout"],
      ["string", "charge"],
      ["string", "orphan"],
    ],
  ],
  [
    "status",
    [
      ["keyword", "unset"],
      ["keyword", "error"],
    ],
  ],
  [
    "span:kind",
    [
      ["keyword", "server"],
      ["keyword", "client"],
      ["keyword", "unspecified"],
    ],
  ],
  ["duration", []],
  ["span.unheard.of", []],
])("/api/v2/search/tag/%s/values", async (tag, expected) => {
  const { tagValues } = (await get(`/v2/search/tag/${encodeURIComponent(tag)}/values?tag=${encodeURIComponent(tag)}`)) as {
    tagValues: { type: string; value: string }[];
  };
  expect(tagValues.map(({ type, value }) => [type, value])).toEqual(expected);
});

test("/api/v2/search/tag/…/values takes slashes that are not encoded, and the service of the query", async () => {
  expect(await get("/v2/search/tag/span.shop/aisle/values")).toEqual({ tagValues: [{ type: "int", value: "3" }] });
  const q = encodeURIComponent('{ resource.service.name = "shop" }');
  expect(await get(`/v2/search/tag/span.http.method/values?q=${q}`)).toEqual({ tagValues: [] });
});

test("/api/search/tag/{tag}/values gives texts, of a tag with or without a scope", async () => {
  expect(await get("/search/tag/service.name/values")).toEqual({ tagValues: ["payment", "gateway", "shop"] });
  expect(await get("/search/tag/http.method/values")).toEqual({ tagValues: ["POST"] });
  expect((await fetch(`${api.url}/tempo/api/search/tag/http.method`)).status).toBe(404);
});
