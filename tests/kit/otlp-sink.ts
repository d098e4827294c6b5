import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { until } from "./until.ts";

/** A span that arrived, with plain attributes. */
export interface ReceivedSpan {
  readonly service: unknown;
  readonly scope: string;
  readonly name: string;
  /** 2 server, 3 client (OTLP `SpanKind`). */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Record<string, unknown>;
}

/** A log record that arrived, with plain attributes. */
export interface ReceivedLog {
  readonly service: unknown;
  readonly scope: string;
  readonly body: unknown;
  readonly eventName: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly timeUnixNano: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Record<string, unknown>;
}

/** A collector that keeps what it is sent as OTLP/JSON. */
export interface OtlpSink extends AsyncDisposable {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  readonly logs: readonly ReceivedLog[];
  /** Bodies that were no JSON, by path. */
  readonly other: readonly { readonly path: string; readonly body: Buffer }[];
  /** Waits until `count` spans match; returns them. */
  spansWhere(matches: (span: ReceivedSpan) => boolean, count?: number): Promise<ReceivedSpan[]>;
  /** Waits until `count` log records match; returns them. */
  logsWhere(matches: (log: ReceivedLog) => boolean, count?: number): Promise<ReceivedLog[]>;
  close(): Promise<void>;
}

/** Starts a collector on a free port. With `hang` it takes requests and never answers. */
export async function startOtlpSink({ hang = false }: { hang?: boolean } = {}): Promise<OtlpSink> {
  const spans: ReceivedSpan[] = [];
  const logs: ReceivedLog[] = [];
  const other: { path: string; body: Buffer }[] = [];

  const server = createServer(async (request, response) => {
    const raw = Buffer.concat(await request.toArray());
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    if (request.headers["content-type"] === "application/json") keep(JSON.parse(body.toString()));
    else other.push({ path: request.url ?? "", body });
    if (!hang) answer(response, request.headers["content-type"]);
  });

  function keep(body: OtlpJson): void {
    for (const { resource, scopeSpans } of body.resourceSpans ?? []) {
      const service = plainAttributes(resource.attributes)["service.name"];
      for (const { scope, spans: items } of scopeSpans) {
        for (const item of items)
          spans.push({ parentSpanId: "", ...item, service, scope: scope.name, attributes: plainAttributes(item.attributes) });
      }
    }
    for (const { resource, scopeLogs } of body.resourceLogs ?? []) {
      const service = plainAttributes(resource.attributes)["service.name"];
      for (const { scope, logRecords: items } of scopeLogs) {
        for (const item of items) {
          const log = { traceId: "", spanId: "", eventName: "", ...item };
          logs.push({ ...log, service, scope: scope.name, body: plainValue(item.body), attributes: plainAttributes(item.attributes) });
        }
      }
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const waitFor = <T>(list: T[], matches: (item: T) => boolean, count: number): Promise<T[]> =>
    until(
      () => {
        const found = list.filter(matches);
        return found.length >= count ? found : undefined;
      },
      () => `${count} matching items among ${JSON.stringify(list)}`,
    );
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    logs,
    other,
    spansWhere: (matches, count = 1) => waitFor(spans, matches, count),
    logsWhere: (matches, count = 1) => waitFor(logs, matches, count),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Full success: an empty message, of no bytes in protobuf. */
function answer(response: ServerResponse, type: string | undefined): void {
  response.setHeader("content-type", type ?? "application/json");
  response.end(type === "application/json" ? "{}" : "");
}

interface AnyValue {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values: AnyValue[] };
  kvlistValue?: { values: KeyValue[] };
}
interface KeyValue {
  key: string;
  value: AnyValue;
}
interface Resource {
  attributes: KeyValue[];
}
/** As it is on the wire, where what is empty may be left out. */
type Wire<T, Optional extends keyof T> = Omit<T, "attributes" | "body" | "service" | "scope" | Optional> &
  Partial<Pick<T, Optional>> & { attributes: KeyValue[] };
interface OtlpJson {
  resourceSpans?: { resource: Resource; scopeSpans: { scope: { name: string }; spans: Wire<ReceivedSpan, "parentSpanId">[] }[] }[];
  resourceLogs?: {
    resource: Resource;
    scopeLogs: { scope: { name: string }; logRecords: (Wire<ReceivedLog, "traceId" | "spanId" | "eventName"> & { body: AnyValue })[] }[];
  }[];
}

function plainAttributes(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: AnyValue): unknown {
  if (value.arrayValue) return value.arrayValue.values.map(plainValue);
  if (value.kvlistValue) return plainAttributes(value.kvlistValue.values);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}
