import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "@jest/globals";
import Fastify from "fastify";
import { compress } from "./compress.ts";

const LONG = JSON.stringify({ text: "x".repeat(20_000) });
const app = Fastify();
compress(app);
app.get("/long", (_request, reply) => reply.header("vary", "origin").type("application/json").send(LONG));
app.get("/stream", (_request, reply) =>
  reply.type("application/json; charset=utf-8").send(Readable.from([LONG.slice(0, 9), LONG.slice(9)])),
);
app.get("/short", () => ({ text: "x" }));
app.get("/other", (_request, reply) => reply.type("text/plain").send(LONG));
afterAll(() => app.close());

const AWAY = "10.1.2.3";
const ask = (url: string, remoteAddress = AWAY, encoding = "gzip, deflate, br") =>
  app.inject({ url, remoteAddress, headers: { "accept-encoding": encoding } });

test.each(["/long", "/stream"])("%s is compressed for a client elsewhere that takes gzip", async (url) => {
  const { headers, rawPayload } = await ask(url);
  expect(headers["content-encoding"]).toBe("gzip");
  expect(headers["vary"]).toMatch(/accept-encoding$/);
  expect(rawPayload.length).toBeLessThan(1_000);
  expect(gunzipSync(rawPayload).toString()).toBe(LONG);
});

test.each([
  ["on this machine", "/long", "127.0.0.1", "gzip"],
  ["on this machine, by IPv6", "/long", "::1", "gzip"],
  ["on this machine, by a mapped address", "/stream", "::ffff:127.0.0.1", "gzip"],
  ["that takes none", "/long", AWAY, "identity"],
  ["that refuses gzip", "/long", AWAY, "gzip;q=0"],
])("a client %s gets it as it is", async (_, url, address, encoding) => {
  const { headers, body } = await ask(url, address, encoding);
  expect(headers["content-encoding"]).toBeUndefined();
  expect(body).toBe(LONG);
});

test("what is short, and what is no JSON, stays as it is", async () => {
  expect((await ask("/short")).headers).not.toHaveProperty("content-encoding");
  expect((await ask("/other")).headers).not.toHaveProperty("content-encoding");
  expect((await ask("/long")).headers["vary"]).toBe("origin, accept-encoding");
});
