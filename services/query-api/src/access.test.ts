import { request } from "node:http";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "@jest/globals";
import { errorBody } from "@throughline/api";
import { queryTokens } from "./gate/access.ts";
import { GatedServers } from "./testing/gated.ts";

const servers = new GatedServers();
afterAll(() => servers.stop());

const PASSED = 503; // there is no ClickHouse behind it
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test("a token lets in where its scope says, and elsewhere the answer is a 403 that names the scope", async () => {
  const { url } = await servers.start({ tokens: queryTokens(["everything", "read:reader", "metrics:scraper"]) });
  const status = async (path: string, token?: string) => (await fetch(url + path, token === undefined ? {} : bearer(token))).status;
  const seen = [];
  for (const token of ["everything", "reader", "scraper", "other", undefined])
    seen.push([
      token,
      await status("/metrics", token),
      await status("/api/v1/services", token),
      await status("/api/v1/tail?q=OR", token), // a 400 of the route itself
      await status("/openapi.json", token),
      await status("/nope", token),
      await status("/health", token),
    ]);
  expect(seen).toEqual([
    ["everything", 200, PASSED, 400, 200, 404, 200],
    ["reader", 403, PASSED, 400, 200, 404, 200],
    ["scraper", 200, 403, 403, 403, 403, 200],
    ["other", 401, 401, 401, 401, 401, 200],
    [undefined, 401, 401, 401, 401, 401, 200],
  ]);
  const refused = await fetch(`${url}/api/v1/services`, bearer("scraper"));
  expect(refused.headers.get("www-authenticate")).toBe('Bearer error="insufficient_scope", scope="read"');
  expect(errorBody.parse(await refused.json()).error).toEqual({
    code: "forbidden",
    message: 'The token is not for this: one with the scope "read" is needed',
  });
});

test("the APIs of other tools want the same tokens", async () => {
  const { url } = await servers.start({ tokens: queryTokens(["reader", "metrics:scraper"]) });
  for (const path of ["/jaeger/api/services", "/jaeger/api/v3/services", "/tempo/api/search", "/tempo/api/v2/search/tags", "/tempo/nope"]) {
    expect([path, (await fetch(url + path)).status]).toEqual([path, 401]);
    expect([path, (await fetch(url + path, bearer("scraper"))).status]).toEqual([path, 403]);
    expect([path, (await fetch(url + path, bearer("reader"))).status]).not.toEqual([path, 401]);
  }
});

test("a browser's session is a cookie that no script reads; a header counts before it", async () => {
  const { url } = await servers.start({ tokens: queryTokens(["all:a token; with = signs", "metrics:scraper"]) });
  const login = (body: unknown) =>
    fetch(`${url}/api/v1/session`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  expect((await login({ token: "other" })).status).toBe(401);
  expect((await login({ token: "scraper" })).status).toBe(403);
  for (const body of [{}, { token: 1 }, { token: "" }, "x", { token: "a", more: 1 }]) expect((await login(body)).status).toBe(400);
  const opened = await login({ token: "a token; with = signs" });
  expect(opened.status).toBe(204);
  const [cookie = "", ...attributes] = opened.headers.get("set-cookie")?.split("; ") ?? [];
  expect(attributes).toEqual(["Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=2592000"]);
  const ask = (headers: Record<string, string>) => fetch(`${url}/api/v1/services`, { headers }).then(({ status }) => status);
  expect(await ask({ cookie: `other=1; ${cookie}` })).toBe(PASSED);
  expect(await ask({ cookie: "throughline_token=%zz" })).toBe(401);
  expect(await ask({ cookie, authorization: "Bearer other" })).toBe(401);
  const behindTls = await fetch(`${url}/api/v1/session`, { method: "DELETE", headers: { "x-forwarded-proto": "https" } });
  expect(behindTls.headers.get("set-cookie")).toMatch(/; Secure$/);
  const closed = await fetch(`${url}/api/v1/session`, { method: "DELETE" });
  expect(closed.headers.get("set-cookie")).toContain("throughline_token=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
});

test("with tokens for metrics alone, nobody reads", async () => {
  const { url } = await servers.start({ tokens: queryTokens(["metrics:scraper"]) });
  expect((await fetch(`${url}/api/v1/services`)).status).toBe(401);
  expect((await fetch(`${url}/api/v1/services`, bearer("scraper"))).status).toBe(403);
});

/** `fetch` does not let a request say another host than its own. */
async function underName(url: string, host: string, path = "/api/v1/services"): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url);
  const sent = request({ hostname, port, path, headers: { host } }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}

test("without tokens a name that may be anybody's gets no answer, so that no page can make itself the origin", async () => {
  const open = await servers.start({});
  expect((await underName(open.url, "localhost:3200")).status).toBe(PASSED);
  const refused = await underName(open.url, "evil.example");
  expect(refused.status).toBe(421);
  expect(refused.body).toContain('such as \\"evil.example\\"');
  expect((await underName(open.url, "evil.example", "/health")).status).toBe(200);
  expect((await underName((await servers.start({ insecure: true })).url, "evil.example")).status).toBe(PASSED);
  const guarded = await servers.start({ tokens: queryTokens(["secret"]) });
  expect((await underName(guarded.url, "evil.example")).status).toBe(401);
});

const ASK = { "access-control-request-method": "GET", "access-control-request-headers": "authorization" };

test("no page of another origin may read anything, unless its origin is allowed", async () => {
  const { url } = await servers.start({});
  for (const init of [
    { headers: { origin: "https://a.example" } },
    { method: "OPTIONS", headers: { origin: "https://a.example", ...ASK } },
  ]) {
    const { headers } = await fetch(`${url}/metrics`, init);
    expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  }
});

test("a page of an allowed origin may ask with a token, and read the answer, errors too", async () => {
  const { url } = await servers.start({ tokens: queryTokens(["secret"]), corsOrigins: ["https://a.example", "http://b.example:8080"] });
  const origin = "http://b.example:8080";
  const preflight = await fetch(`${url}/api/v1/services`, { method: "OPTIONS", headers: { origin, ...ASK } });
  expect([preflight.status, await preflight.text()]).toEqual([204, ""]);
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, HEAD, POST",
    "access-control-allow-headers": "authorization, content-type",
    vary: "origin",
  });
  const refused = await fetch(`${url}/metrics`, { headers: { origin } });
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, origin]);
  const answer = await fetch(`${url}/metrics`, { headers: { origin, authorization: "Bearer secret" } });
  expect([answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("vary")]).toEqual([200, origin, "origin"]);
  expect(answer.headers.get("access-control-expose-headers")).toContain("throughline-notes");
  expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
});

test("an origin that only looks like an allowed one gets nothing", async () => {
  const { url } = await servers.start({ corsOrigins: ["https://a.example"] });
  for (const origin of [
    "https://a.example.evil",
    "http://a.example",
    "https://a.example:8443",
    "https://sub.a.example",
    "null",
    "https://A.example",
  ]) {
    const answer = await fetch(`${url}/metrics`, { headers: { origin } });
    expect([answer.headers.get("access-control-allow-origin"), answer.headers.get("vary")]).toEqual([null, "origin"]);
    const preflight = await fetch(`${url}/metrics`, { method: "OPTIONS", headers: { origin, ...ASK } });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([405, null]);
  }
  // What is no preflight is refused as everywhere.
  expect((await fetch(`${url}/metrics`, { method: "OPTIONS", headers: { origin: "https://a.example" } })).status).toBe(405);
});

const SECURITY = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
};

test("every answer has the security headers: errors, unknown paths, preflights, metrics, a live tail, what is no HTTP", async () => {
  const { url } = await servers.start({ corsOrigins: ["https://a.example"] });
  const headersOf = async (path: string, init?: RequestInit) => Object.fromEntries((await fetch(url + path, init)).headers);
  for (const path of [
    "/health",
    "/ready",
    "/metrics",
    "/openapi.json",
    "/api/v1/services",
    "/api/v1/traces?limit=0",
    "/nope",
    "/api/v1/traces/%zz",
  ])
    expect([path, await headersOf(path)]).toEqual([path, expect.objectContaining(SECURITY)]);
  expect(await headersOf("/health", { method: "DELETE" })).toMatchObject(SECURITY);
  expect(await headersOf("/health", { method: "OPTIONS", headers: { origin: "https://a.example", ...ASK } })).toMatchObject(SECURITY);
  expect(await headersOf("/api/v1/tail", { method: "HEAD", headers: { origin: "https://a.example" } })).toMatchObject({
    ...SECURITY,
    "content-type": "text/event-stream",
    "access-control-allow-origin": "https://a.example",
  });
  expect(await headersOf("/health", { headers: { bomb: "x".repeat(80_000) } })).toMatchObject(SECURITY);
});
