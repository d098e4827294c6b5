import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, expect, test } from "@jest/globals";
import { ApiError, createApiClient, errorBody } from "@throughline/api";
import { DEFAULT_LIMITS } from "./config.ts";
import { queryTokens } from "./gate/access.ts";
import { GatedServers } from "./testing/gated.ts";

const servers = new GatedServers();
afterAll(() => servers.stop());

const PASSED = 503; // there is no ClickHouse behind it
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test("a client that asks too often is told when to come back; others, probes and scrapers are not concerned", async () => {
  const limits = { ...DEFAULT_LIMITS, clientQueriesPerSecond: 0.01 };
  const { url } = await servers.start({ limits, tokens: queryTokens(["one", "two"]) });
  const ask = (token: string, path = "/api/v1/services") => fetch(url + path, bearer(token));
  expect((await ask("one")).status).toBe(PASSED);
  const refused = await ask("one");
  expect([refused.status, errorBody.parse(await refused.json()).error]).toEqual([
    429,
    { code: "too_many_requests", message: "Too fast: more than 0.01 queries a second from one client" },
  ]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
  expect((await ask("one", "/jaeger/api/services")).status).toBe(429);
  expect((await ask("two")).status).toBe(PASSED);
  for (let round = 0; round < 3; round++) {
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await ask("one", "/metrics")).status).toBe(200);
  }
  expect((await fetch(`${url}/api/v1/services`)).status).toBe(401);
});

test("without tokens a client is an address; the typed client knows when to come back", async () => {
  const { url } = await servers.start({ limits: { ...DEFAULT_LIMITS, clientQueriesPerSecond: 0.01 } });
  await fetch(`${url}/api/v1/services`);
  const error: unknown = await createApiClient({ baseUrl: url, token: "whatever" })
    .services()
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 429, code: "too_many_requests", retryAfterSeconds: expect.any(Number) });
});

const hanging: Server[] = [];
afterEach(() => {
  for (const server of hanging.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Stands in for a ClickHouse that is busy: queries run until the test ends. What the query API asks of itself does not count. */
async function busyClickHouse(): Promise<{ queries: EventEmitter; url: string }> {
  const queries = new EventEmitter();
  const server = createServer(async (query, response) => {
    const sql = await text(query).catch(() => "");
    if (sql.includes("FROM evictions")) response.writeHead(500).end();
    else queries.emit("query", query);
  }).listen(0, "127.0.0.1");
  hanging.push(server);
  await once(server, "listening");
  return { queries, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("a client has only so many queries at once, all together too, and a place is free when one ends, however it ends", async () => {
  const { queries, url } = await busyClickHouse();
  const api = await servers.start({
    clickhouse: { url, username: "", password: "", database: "busy" },
    limits: { ...DEFAULT_LIMITS, clientQueriesAtOnce: 2, queriesAtOnce: 3 },
    tokens: queryTokens(["one", "two", "three"]),
  });
  const gone = new AbortController();
  /** Resolves when the query has reached ClickHouse. */
  const begin = async (token: string, signal?: AbortSignal) => {
    const reached = once(queries, "query") as Promise<[IncomingMessage]>;
    const answer = fetch(`${api.url}/api/v1/services`, { ...bearer(token), ...(signal && { signal }) });
    answer.catch(() => {});
    return { answer, request: (await reached)[0] };
  };
  const refusal = async (token: string) => {
    const response = await fetch(`${api.url}/api/v1/services`, bearer(token));
    return [response.status, response.headers.get("retry-after"), errorBody.parse(await response.json()).error];
  };
  const first = await begin("one", gone.signal);
  const second = await begin("one");
  expect(await refusal("one")).toEqual([
    429,
    "1",
    { code: "too_many_requests", message: "2 queries of this client run already: try again when one has ended" },
  ]);
  await begin("two");
  expect(await refusal("three")).toEqual([
    503,
    "1",
    { code: "unavailable", message: "3 queries run already: try again when one has ended" },
  ]);
  const cancelled = once(first.request.socket, "close"); // the server has seen that the client is gone
  gone.abort();
  await cancelled;
  // A query whose connection breaks is asked once more.
  const again = once(queries, "query") as Promise<[IncomingMessage]>;
  second.request.socket.destroy();
  (await again)[0].socket.destroy();
  expect((await second.answer).status).toBe(503);
  await begin("one");
  await begin("three");
});
