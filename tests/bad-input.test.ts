import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { newTraceId, nowNano, sendGrpc, sendGrpcBytes, sendJson, sendProtobuf, span, traces } from "./kit/otlp.ts";
import { Throughline } from "./kit/throughline.ts";

let throughline: Throughline;
const witness = newTraceId();

beforeAll(async () => {
  throughline = await Throughline.start();
  await sendJson(throughline.otlpHttp, "traces", traces("witness", [span({ traceId: witness })]));
});

/** None of what these tests sent has disturbed the collector, or what it had stored. */
afterAll(async () => {
  const traceId = newTraceId();
  expect((await sendJson(throughline.otlpHttp, "traces", traces("after", [span({ traceId })]))).status).toBe(200);
  await throughline.settled();
  expect((await throughline.client.trace(traceId)).spans).toHaveLength(1);
  expect((await throughline.client.trace(witness)).spans).toHaveLength(1);
  await throughline.stop();
});

const post = (path: string, body: Uint8Array | string, headers: Record<string, string>) =>
  fetch(throughline.otlpHttp + path, { method: "POST", body: typeof body === "string" ? body : Buffer.from(body), headers });
const JSON_TYPE = { "content-type": "application/json" };
const PROTOBUF_TYPE = { "content-type": "application/x-protobuf" };

test.each([
  ["malformed JSON", "{", JSON_TYPE, 400, /not JSON/],
  ["JSON of another shape", '{"resourceSpans":5}', JSON_TYPE, 400, /resourceSpans: expected an array/],
  ["JSON that is not UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), JSON_TYPE, 400, /not UTF-8/],
  ["what is not gzip", "plain", { ...JSON_TYPE, "content-encoding": "gzip" }, 400, /not gzip/],
  ["an unknown encoding", "plain", { ...JSON_TYPE, "content-encoding": "br" }, 415, /send gzip, zstd or identity/],
  ["another content type", "hello", { "content-type": "text/plain" }, 415, /send application\/x-protobuf or application\/json/],
  ["no content type", new Uint8Array([1]), {}, 415, /content type/],
] as const)("%s is answered with a Status that says so", async (_name, body, headers, status, message) => {
  const response = await post("/v1/traces", body, headers);
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  const { code, message: text } = (await response.json()) as { code: number; message: string };
  expect(code).toBe(3);
  expect(text).toMatch(message);
});

test("malformed protobuf is answered with a protobuf Status", async () => {
  const response = await post("/v1/traces", Uint8Array.of(0x0a, 0x05, 0x01), PROTOBUF_TYPE);
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("application/x-protobuf");
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.subarray(0, 2)).toEqual(Buffer.of(0x08, 3)); // code: INVALID_ARGUMENT
  expect(bytes.toString()).toMatch(/malformed request/);
});

test("malformed protobuf over gRPC is INVALID_ARGUMENT", async () => {
  const answer = await sendGrpcBytes(throughline.otlpGrpc, "logs", Uint8Array.of(0x0a, 0x05, 0x01));
  expect(answer.status).toBe(3);
  expect(answer.body.message).toMatch(/malformed request/);
});

test("a body over the limit is 413, packed or not", async () => {
  const large = Buffer.alloc(33 * 1024 * 1024, " ");
  expect((await post("/v1/traces", large, JSON_TYPE).catch(() => ({ status: 413 }))).status).toBe(413); // the connection may be cut
  const bomb = await post("/v1/traces", gzipSync(large), { ...JSON_TYPE, "content-encoding": "gzip" });
  expect(bomb.status).toBe(413);
  expect(((await bomb.json()) as { message: string }).message).toMatch(/larger than 33554432 bytes/);
});

test.each(["/v1/traces", "/v1/logs"])("%s takes POST only", async (path) => {
  const response = await fetch(throughline.otlpHttp + path);
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

test("an unknown path is 404, and so are metrics, which says why", async () => {
  expect((await post("/v2/traces", "{}", JSON_TYPE)).status).toBe(404);
  const response = await post("/v1/metrics", "{}", JSON_TYPE);
  expect(response.status).toBe(404);
  expect(((await response.json()) as { message: string }).message).toMatch(/metrics are not a signal/);
});

test.each([
  ["a trace ID of all zeros", { traceId: "0".repeat(32) }, /trace ID is all zeros/],
  ["a trace ID that is too short", { traceId: "abcd" }, /trace ID is not 16 bytes/],
  ["a span ID of all zeros", { spanId: "0".repeat(16) }, /span ID is all zeros/],
  ["a parent span ID of another length", { parentSpanId: "abcd" }, /parent span ID/],
  ["an end before its start", { endTimeUnixNano: "1" }, /end is before start/],
  ["a start before the retention", { startTimeUnixNano: nowNano(-8 * 86_400_000) }, /older than the retention of 7d/],
  ["a start in the future", { startTimeUnixNano: nowNano(2 * 3_600_000), endTimeUnixNano: nowNano(2 * 3_600_000) }, /in the future/],
])("a span with %s is rejected by itself, over every door", async (_name, fields, message) => {
  const ids = [];
  for (const send of [
    (request: object) => sendJson(throughline.otlpHttp, "traces", request),
    (request: object) => sendProtobuf(throughline.otlpHttp, "traces", request),
    (request: object) => sendGrpc(throughline.otlpGrpc, "traces", request),
  ]) {
    const traceId = newTraceId();
    ids.push(traceId);
    const { status, body } = await send(traces("mixed", [span({ traceId }), span({ traceId, ...fields })]));
    expect([0, 200]).toContain(status);
    expect(body).toEqual({ partialSuccess: { rejectedSpans: "1", errorMessage: expect.stringMatching(message) } });
  }
  await throughline.settled();
  for (const traceId of ids) expect((await throughline.client.trace(traceId)).spans).toHaveLength(1);
});

test.each(["/v1/traces", "/ingest/profiles?service=evil"])("without tokens a page of another site cannot write to %s", async (path) => {
  // What fetch may not set, a browser sends by itself.
  const send = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { method: "POST", headers: { "content-type": "application/json", ...headers } };
      const asked = httpRequest(throughline.otlpHttp + path, options, (response) => resolve(response.resume().statusCode));
      asked.on("error", reject).end(path.startsWith("/v1") ? "{}" : "main;work 1");
    });
  expect(await send({ host: "evil.example" })).toBe(421);
  expect(await send({ "sec-fetch-site": "cross-site", "content-type": "text/plain" })).toBe(403);
  expect(await send({ "sec-fetch-site": "same-site" })).toBe(200); // a page of this very machine
});

test("an empty request is accepted", async () => {
  expect(await sendJson(throughline.otlpHttp, "traces", {})).toEqual({ status: 200, body: {} });
  expect((await sendProtobuf(throughline.otlpHttp, "logs", {})).status).toBe(200);
});

test("random bytes never get another answer than 200 or 400", async () => {
  for (let round = 0; round < 200; round++) {
    const response = await post("/v1/traces", randomBytes(1 + (round % 40)), PROTOBUF_TYPE);
    expect([200, 400]).toContain(response.status);
    await response.arrayBuffer();
  }
});
