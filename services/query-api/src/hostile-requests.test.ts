import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { queryTokens } from "./gate/access.ts";
import type { QueryApi } from "./query-api.ts";
import { GatedServers } from "./testing/gated.ts";

/** Requests that are no honest HTTP get a 4xx, are never taken for two, and leave the server as it was. */

const servers = new GatedServers();
let api: QueryApi;

beforeAll(async () => {
  api = await servers.start({});
});
afterAll(() => servers.stop());

/** Sends bytes as they are, and reads until the server closes the connection. */
async function raw(bytes: string, url = api.url): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.on("error", () => {}); // the server may end before it has read everything
  socket.write(bytes, "latin1");
  return text(socket).catch(() => "");
}

const statusesIn = (answer: string) => [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
const HOST = "Host: localhost\r\n";
/** A second request that must not be seen where the first one's end is unclear. */
const SMUGGLED = `GET /metrics HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`;

test.each([
  [
    "both lengths",
    `POST /health HTTP/1.1\r\n${HOST}Content-Length: ${SMUGGLED.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  ["two lengths", `POST /health HTTP/1.1\r\n${HOST}Content-Length: 0\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`],
  ["a length that is none", `POST /health HTTP/1.1\r\n${HOST}Content-Length: +5\r\n\r\n${SMUGGLED}`],
  ["a negative length", `POST /health HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n${SMUGGLED}`],
  ["an unknown transfer coding", `POST /health HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  [
    "chunked twice",
    `POST /health HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  ["a space before the colon", `POST /health HTTP/1.1\r\n${HOST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ["a folded header", `GET /health HTTP/1.1\r\n${HOST}X: a\r\n Transfer-Encoding: chunked\r\n\r\n${SMUGGLED}`],
  ["a chunk size that is none", `POST /health HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\n${SMUGGLED}`],
  ["U+0000 in a header", `GET /health HTTP/1.1\r\n${HOST}X: a\u0000b\r\n\r\n${SMUGGLED}`],
  ["a bare line feed in a header", `GET /health HTTP/1.1\r\n${HOST}X: a\rb: c\r\n\r\n${SMUGGLED}`],
  ["no host", `GET /health HTTP/1.1\r\n\r\n${SMUGGLED}`],
  ["a URL with a control character", `GET /health\u0001 HTTP/1.1\r\n${HOST}\r\n${SMUGGLED}`],
  ["another protocol", `GET /health SPDY/3\r\n${HOST}\r\n${SMUGGLED}`],
  ["TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"],
  ["another method", `BREW /health HTTP/1.1\r\n${HOST}\r\n${SMUGGLED}`],
])("a request with %s is refused, and what follows it is not read", async (_name, bytes) => {
  const answer = await raw(bytes);
  expect(answer).not.toContain("# HELP");
  const [status = 0, ...rest] = statusesIn(answer);
  expect([status >= 400 && status < 500, rest]).toEqual([true, []]);
  expect((await fetch(`${api.url}/health`)).status).toBe(200);
});

test("headers are bounded in bytes and in number", async () => {
  expect(statusesIn(await raw(`GET /health HTTP/1.1\r\n${HOST}X: ${"x".repeat(100_000)}\r\n\r\n`))).toEqual([431]);
  expect(statusesIn(await raw(`GET /health HTTP/1.1\r\n${HOST}${"X: y\r\n".repeat(12_000)}\r\n`))).toEqual([431]);
  expect(statusesIn(await raw(`GET /${"x".repeat(45_000)} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`))).toEqual([414]);
  expect(statusesIn(await raw(`GET /${"x".repeat(90_000)} HTTP/1.1\r\n${HOST}\r\n`))).toEqual([431]);
  expect(
    statusesIn(await raw(`GET /metrics HTTP/1.1\r\n${HOST}Authorization: Bearer ${"x".repeat(50_000)}\r\nConnection: close\r\n\r\n`)),
  ).toEqual([200]);
});

test("a request that trickles in is ended after ten seconds", async () => {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.on("error", () => {});
  socket.write(`GET /health HTTP/1.1\r\n${HOST}`);
  const drip = setInterval(() => socket.write("X: y\r\n"), 500);
  const answer = await text(socket).catch(() => "");
  clearInterval(drip);
  socket.destroy();
  expect(statusesIn(answer)).toEqual([408]);
  expect(answer).toContain('"request_timeout"');
}, 60_000);

test("a body is not waited for, and a large one refused", async () => {
  const body = "x".repeat(100_000);
  for (const method of ["POST", "PUT", "DELETE", "PATCH"])
    expect((await fetch(`${api.url}/api/v1/traces`, { method, body }).catch(() => ({ status: 405 }))).status).toBe(405);
  const answer = await raw(`GET /health HTTP/1.1\r\n${HOST}Content-Length: 10\r\nConnection: close\r\n\r\n0123456789`);
  expect(statusesIn(answer)).toEqual([200]);
});

test.each([
  ["/api/v1/traces/../../../etc/passwd", 404],
  ["/api/v1/traces/..%2f..%2fetc%2fpasswd", 400],
  ["/%2e%2e/%2e%2e/etc/passwd", 404],
  ["//evil.example/api/v1/services", 404],
  ["http://evil.example/api/v1/nothing", 404], // as a proxy is asked
  ["/api/v1/services/", 404],
  ["/API/V1/SERVICES", 404],
  ["/api/v1/services%00", 404],
  ["/api/v1/services;x=1", 404],
  ["/api/v1/traces?%71=%7B%7D&%71=%7B%7D", 400], // q, twice
  ["/api/v1/traces?q[]=%7B%7D", 400],
  ["/api/v1/traces?q[$gt]=", 400],
  ["/api/v1/traces?__proto__=x", 400],
  ["/api/v1/traces?__proto__[limit]=5", 400],
  ["/api/v1/traces?constructor=x", 400],
  ["/api/v1/traces?=x", 400],
  ["/api/v1/traces?limit", 400],
  ["/api/v1/traces?limit=", 400],
  ["/api/v1/traces?limit=1e30", 400],
  ["/api/v1/traces?limit=0xffffff", 400],
  ["/api/v1/traces?limit=1.5", 400],
  ["/api/v1/traces?limit=99999999999999999999", 400],
  ["/api/v1/traces?limit=Infinity", 400],
  [`/api/v1/traces?${"limit=5&".repeat(2_000)}`, 400],
] as const)("%s is not taken for something else", async (path, status) => {
  const answer = await raw(`GET ${path} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
  expect([path, statusesIn(answer)]).toEqual([path, [status]]);
});

test("a path that decodes to another does not get around the tokens", async () => {
  const { url } = await servers.start({ tokens: queryTokens(["secret"]) });
  for (const path of [
    "/health/../metrics",
    "/health/%2e%2e/metrics",
    "//metrics",
    "/metrics/",
    "/%6detrics",
    "/metrics%3f",
    "/metrics#/health",
    "/metrics?/health",
    "/./metrics",
    "/METRICS",
  ]) {
    const answer = await raw(`GET ${path} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`, url);
    expect([path, statusesIn(answer)]).toEqual([path, [401]]);
  }
});
