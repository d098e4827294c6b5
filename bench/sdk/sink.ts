/**
 * Where the contestants deliver: takes OTLP over HTTP, what dd-trace sends its agent, elastic-apm its server, Sentry its intake and
 * Pyroscope's client its server, says yes at once, and counts. Runs as a process of its own (`Sink` starts it); the parent asks for "counts" or "blocks".
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync, inflateSync } from "node:zlib";
import { Cursor, jsonToMessage, messageToJson, type OtlpJson } from "@throughline/otlp";
import { samplesOf } from "./samples-of.ts";

/** What has arrived since the sink started. */
export interface Counts {
  requests: number;
  bytes: number;
  spans: number;
  logs: number;
  /** Profiles that hold at least one sample, and the sample records in them. */
  profiles: number;
  samples: number;
}

/** A report of a blocked event loop, as it came. */
export interface BlockRecord {
  readonly traceId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const PYROSCOPE = "/ingest";
const DATADOG_PROFILES = "/profiling/v1/input";
const BLOCKED = "throughline.event_loop.blocked";
const blocks: BlockRecord[] = [];
const counts: Counts = { requests: 0, bytes: 0, spans: 0, logs: 0, profiles: 0, samples: 0 };

const server = createServer(async (request, response) => {
  const raw = Buffer.concat(await request.toArray());
  counts.requests++;
  counts.bytes += raw.length;
  const path = (request.url ?? "").split("?", 1)[0] as string;
  answer(path, request, response);
  count(path, request, decoded(request, raw));
});
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("message", (what) => process.send?.(what === "blocks" ? blocks : counts));
process.on("disconnect", () => process.exit());

function answer(path: string, request: IncomingMessage, response: ServerResponse): void {
  const json = (status: number, body: string) => response.writeHead(status, { "content-type": "application/json" }).end(body);
  if (path.startsWith("/v1/") || path.startsWith("/v1development/"))
    response.writeHead(200, { "content-type": request.headers["content-type"] ?? "" }).end(isJson(request) ? "{}" : "");
  else if (path === "/info") json(200, '{"endpoints":["/v0.4/traces"],"client_drop_p0s":false}');
  else if (path.startsWith("/v0.")) json(200, '{"rate_by_service":{}}');
  else if (path === PYROSCOPE || path === DATADOG_PROFILES) json(200, "{}");
  else if (path === "/intake/v2/events") response.writeHead(202).end();
  else if (path === "/") json(200, '{"version":"8.17.0"}');
  else if (path.endsWith("/envelope/")) json(200, "{}");
  else response.writeHead(404).end();
}

function count(path: string, request: IncomingMessage, body: Buffer): void {
  if (path === "/v1/traces") counts.spans += itemsOf(isJson(request) ? jsonToMessage("ExportTraceServiceRequest", body.toString()) : body);
  else if (path === "/v1/logs") countLogs(isJson(request) ? jsonToMessage("ExportLogsServiceRequest", body.toString()) : body);
  else if (path === "/v1development/profiles" || path === PYROSCOPE || path === DATADOG_PROFILES) countSamples(request, body);
  else if (path.endsWith("/traces")) counts.spans += spansOfMsgpack(body);
  else if (path === "/intake/v2/events") counts.spans += body.toString().match(/^\{"(?:transaction|span)":/gm)?.length ?? 0;
  else if (path.endsWith("/envelope/")) counts.spans += spansOfEnvelope(body.toString());
}

function countSamples(request: IncomingMessage, body: Buffer): void {
  const samples = samplesOf(request.headers["content-type"] ?? "", body);
  if (samples > 0) counts.profiles++;
  counts.samples += samples;
}

function countLogs(body: Uint8Array): void {
  counts.logs += itemsOf(body);
  if (!Buffer.from(body).includes(BLOCKED)) return;
  for (const record of recordsOf(messageToJson("ExportLogsServiceRequest", body)))
    if (record.eventName === BLOCKED) blocks.push({ traceId: record.traceId as string | undefined, attributes: attributesOf(record) });
}

function recordsOf(request: OtlpJson): OtlpJson[] {
  const each = (parent: OtlpJson, name: string) => (parent[name] ?? []) as OtlpJson[];
  return each(request, "resourceLogs").flatMap((resource) => each(resource, "scopeLogs").flatMap((scope) => each(scope, "logRecords")));
}

function attributesOf(record: OtlpJson): Record<string, unknown> {
  const list = (record.attributes ?? []) as { key: string; value: OtlpJson }[];
  return Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));
}

function isJson(request: IncomingMessage): boolean {
  return request.headers["content-type"]?.startsWith("application/json") === true;
}

function decoded(request: IncomingMessage, raw: Buffer): Buffer {
  if (request.headers["content-encoding"] === "gzip") return gunzipSync(raw);
  if (request.headers["content-encoding"] === "deflate") return inflateSync(raw);
  return raw;
}

/** Spans or log records of an export request: resource (1) › scope (2) › item (2). */
function itemsOf(body: Uint8Array): number {
  const cursor = new Cursor(body);
  let items = 0;
  while (cursor.next()) {
    const resource = cursor.enter();
    while (cursor.next()) {
      if (cursor.field !== 2) cursor.skip();
      else {
        const scope = cursor.enter();
        while (cursor.next()) {
          if (cursor.field === 2) items++;
          cursor.skip();
        }
        cursor.leave(scope);
      }
    }
    cursor.leave(resource);
  }
  return items;
}

/** Spans of dd-trace's body: an array of traces, each an array of spans, so as many as arrays inside the first have items. */
function spansOfMsgpack(body: Buffer): number {
  let at = 0;
  const arrayLength = (): number => {
    const head = body[at++] as number;
    if (head >> 4 === 9) return head & 15;
    at += head === 0xdc ? 2 : 4;
    return head === 0xdc ? body.readUInt16BE(at - 2) : body.readUInt32BE(at - 4);
  };
  const skip = (): void => {
    const head = body[at++] as number;
    const sized = (width: number, extra = 0) => (at += width + body.readUIntBE(at, width) + extra);
    const many = (items: number) => {
      for (let item = 0; item < items; item++) skip();
    };
    const counted = (width: number) => {
      at += width;
      return body.readUIntBE(at - width, width);
    };
    if (head < 0x80 || head >= 0xe0) return;
    if (head < 0x90) many(2 * (head & 15));
    else if (head < 0xa0) many(head & 15);
    else if (head < 0xc0) at += head & 31;
    else if (head === 0xc4 || head === 0xd9) sized(1);
    else if (head === 0xc5 || head === 0xda) sized(2);
    else if (head === 0xc6 || head === 0xdb) sized(4);
    else if (head >= 0xca && head <= 0xd3) at += [4, 8, 1, 2, 4, 8, 1, 2, 4, 8][head - 0xca] as number;
    else if (head === 0xdc) many(counted(2));
    else if (head === 0xdd) many(counted(4));
    else if (head === 0xde) many(2 * counted(2));
    else if (head === 0xdf) many(2 * counted(4));
    else if (head > 0xc3) throw new Error(`msgpack head ${head}`);
  };
  let spans = 0;
  for (let traces = arrayLength(); traces > 0; traces--) {
    const length = arrayLength();
    for (let span = 0; span < length; span++) skip();
    spans += length;
  }
  return spans;
}

/** Spans of Sentry's envelope: the heads of its items say how many they hold; a transaction is a span that holds others. */
function spansOfEnvelope(body: string): number {
  let spans = 0;
  for (const line of body.split("\n")) {
    if (!line.startsWith('{"type"') && !line.includes('"spans":')) continue;
    const item = JSON.parse(line) as { type?: string; item_count?: number; spans?: unknown[] };
    if (item.type === "span") spans += item.item_count ?? 1;
    else if (item.spans !== undefined) spans += 1 + item.spans.length;
  }
  return spans;
}
