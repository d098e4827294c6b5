import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { npmPeer } from "../kit/peer.ts";
import type { Contestant } from "./contestant.ts";

interface Attribute {
  key: string;
  value?: { stringValue?: string; boolValue?: boolean; intValue?: { toString(): string }; doubleValue?: number } | null;
}
interface Span {
  traceId: Buffer;
  spanId: Buffer;
  parentSpanId: Buffer;
  traceState: string;
  name: string;
  kind: number;
  startTimeUnixNano: { low: number; high: number };
  endTimeUnixNano: { low: number; high: number };
  attributes: Attribute[];
  events: { timeUnixNano: { low: number; high: number }; name: string; attributes: Attribute[] }[];
  links: { traceId: Buffer; spanId: Buffer; traceState: string; attributes: Attribute[] }[];
  status?: { code: number; message: string } | null;
}
interface Request {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { scope: { name: string; version: string }; spans: Span[] }[];
  }[];
}

function decoder(): (bytes: Uint8Array) => Request {
  const folder = npmPeer("protobufjs");
  const protobuf = createRequire(join(folder, "package.json"))("protobufjs") as {
    parse(text: string): { root: { lookupType(name: string): { decode(bytes: Uint8Array): unknown } } };
  };
  const type = protobuf.parse(readFileSync(join(folder, "otlp-trace.proto"), "utf8")).root.lookupType("otlp.ExportTraceServiceRequest");
  return (bytes) => type.decode(bytes) as Request;
}

/** protobufjs makes objects of everything; nothing is done with them. */
export function protobufjsDecode(): Contestant {
  const decode = decoder();
  return {
    name: "protobufjs: decode to objects",
    work(requests) {
      let spans = 0;
      for (const { bytes } of requests) for (const { scopeSpans } of decode(bytes).resourceSpans) spans += scopeSpans.length;
      return spans > 0 ? 0 : 1;
    },
  };
}

/** protobufjs, then a line of JSONEachRow for each span, in the columns of the OpenTelemetry exporter's table. */
export function protobufjsJson(): Contestant {
  const decode = decoder();
  return {
    name: "protobufjs: decode, then JSONEachRow",
    work(requests) {
      let size = 0;
      for (const { bytes } of requests) {
        const lines: string[] = [];
        for (const { resource, scopeSpans } of decode(bytes).resourceSpans) {
          const resourceAttributes = mapOf(resource.attributes);
          for (const { scope, spans } of scopeSpans)
            for (const span of spans) lines.push(JSON.stringify(rowOf(span, scope, resourceAttributes)));
        }
        size += Buffer.from(lines.join("\n")).length;
      }
      return size;
    },
  };
}

function rowOf(span: Span, scope: { name: string; version: string }, resource: Record<string, string>): object {
  const start = nanos(span.startTimeUnixNano);
  return {
    Timestamp: String(start),
    TraceId: span.traceId.toString("hex"),
    SpanId: span.spanId.toString("hex"),
    ParentSpanId: span.parentSpanId.toString("hex"),
    TraceState: span.traceState,
    SpanName: span.name,
    SpanKind: span.kind,
    ServiceName: resource["service.name"],
    ResourceAttributes: resource,
    ScopeName: scope.name,
    ScopeVersion: scope.version,
    SpanAttributes: mapOf(span.attributes),
    Duration: String(nanos(span.endTimeUnixNano) - start),
    StatusCode: span.status?.code ?? 0,
    StatusMessage: span.status?.message ?? "",
    "Events.Timestamp": span.events.map(({ timeUnixNano }) => String(nanos(timeUnixNano))),
    "Events.Name": span.events.map(({ name }) => name),
    "Events.Attributes": span.events.map(({ attributes }) => mapOf(attributes)),
    "Links.TraceId": span.links.map(({ traceId }) => traceId.toString("hex")),
    "Links.SpanId": span.links.map(({ spanId }) => spanId.toString("hex")),
    "Links.TraceState": span.links.map(({ traceState }) => traceState),
    "Links.Attributes": span.links.map(({ attributes }) => mapOf(attributes)),
  };
}

function nanos({ low, high }: { low: number; high: number }): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function mapOf(attributes: readonly Attribute[]): Record<string, string> {
  const map: Record<string, string> = {};
  for (const { key, value } of attributes)
    map[key] = value?.stringValue ?? (value?.intValue ?? value?.doubleValue ?? value?.boolValue ?? "").toString();
  return map;
}
