import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { messageToJson } from "@throughline/otlp";
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

/** Samples of a profile that arrived, with what their numbers stand for. */
export interface ReceivedSample {
  readonly service: unknown;
  /** Of the profile: `wall`, `cpu` … */
  readonly type: string;
  readonly unit: string;
  readonly period: number;
  /** The window that it is of. */
  readonly profile: { readonly timeUnixNano: string; readonly durationNano: string };
  /** Root first. */
  readonly frames: readonly { readonly function: string; readonly file: string; readonly line: number; readonly column: number }[];
  readonly values: readonly number[];
  readonly timesUnixNano: readonly string[];
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Record<string, unknown>;
}

/** A request that arrived: its bytes as they came, its body decompressed. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  readonly body: Buffer;
}

/** A collector that keeps what it is sent, as OTLP/JSON or OTLP protobuf. */
export interface OtlpSink extends AsyncDisposable {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Without the runtime numbers that every process sends now and then: `logsWhere` finds those too. */
  readonly logs: readonly ReceivedLog[];
  readonly samples: readonly ReceivedSample[];
  readonly requests: readonly ReceivedRequest[];
  /** Waits until `count` spans match; returns them. */
  spansWhere(matches: (span: ReceivedSpan) => boolean, count?: number): Promise<ReceivedSpan[]>;
  /** Waits until `count` log records match; returns them. */
  logsWhere(matches: (log: ReceivedLog) => boolean, count?: number): Promise<ReceivedLog[]>;
  /** Waits until `count` groups of samples match; returns them. */
  samplesWhere(matches: (sample: ReceivedSample) => boolean, count?: number): Promise<ReceivedSample[]>;
  close(): Promise<void>;
}

/** Whether a log record is the app's own: a slow machine has blocks of the event loop and open spans, too, which the SDK reports. */
export const isOfApp = ({ eventName }: ReceivedLog): boolean => !eventName?.startsWith("throughline.");

/** What a collector does with a request: answers it, breaks the connection, or leaves it without an answer for ever. */
export type SinkAnswer =
  | "reset"
  | "hang"
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: Uint8Array };

export interface OtlpSinkOptions {
  /** What to do with the n-th request (from 1); by default it gets a 200. What is refused is not among the spans and logs. */
  readonly answering?: (request: number) => SinkAnswer;
  /** Serves HTTPS with these. */
  readonly tls?: ServerOptions;
}

/** Starts a collector on a free port. */
export async function startOtlpSink({ answering = () => ({ status: 200 }), tls }: OtlpSinkOptions = {}): Promise<OtlpSink> {
  const spans: ReceivedSpan[] = [];
  const logs: ReceivedLog[] = [];
  const samples: ReceivedSample[] = [];
  const requests: ReceivedRequest[] = [];

  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = Buffer.concat(await request.toArray());
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    const path = request.url ?? "";
    requests.push({ path, headers: request.headers, raw, body });
    const answer = answering(requests.length);
    const type = request.headers["content-type"] ?? "";
    if (answer === "reset") return void request.socket.resetAndDestroy();
    if (answer === "hang" || answer.status === 200)
      keep(type === "application/json" ? JSON.parse(body.toString()) : fromProtobuf(path, body));
    if (answer === "hang") return;
    response.writeHead(answer.status, { "content-type": type, ...answer.headers });
    // Full success is an empty message, of no bytes in protobuf.
    response.end(answer.body ?? (type === "application/json" ? "{}" : ""));
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);

  function keep(body: OtlpJson): void {
    for (const { resource, scopeSpans } of body.resourceSpans ?? []) {
      const service = plainAttributes(resource?.attributes)["service.name"];
      for (const { scope, spans: items } of scopeSpans) {
        for (const item of items)
          spans.push({
            name: "",
            kind: 0,
            parentSpanId: "",
            ...item,
            service,
            scope: scope.name ?? "",
            attributes: plainAttributes(item.attributes),
          });
      }
    }
    for (const { resource, scopeLogs } of body.resourceLogs ?? []) {
      const service = plainAttributes(resource?.attributes)["service.name"];
      for (const { scope, logRecords: items } of scopeLogs) {
        for (const item of items) {
          const log = { traceId: "", spanId: "", eventName: "", severityNumber: 0, severityText: "", ...item };
          logs.push({
            ...log,
            service,
            scope: scope.name ?? "",
            body: plainValue(item.body),
            attributes: plainAttributes(item.attributes),
          });
        }
      }
    }
    keepProfiles(body);
  }

  function keepProfiles({ resourceProfiles = [], dictionary }: OtlpJson): void {
    if (dictionary === undefined) return;
    for (const { resource, scopeProfiles } of resourceProfiles) {
      const service = plainAttributes(resource?.attributes)["service.name"];
      for (const profile of scopeProfiles.flatMap(({ profiles }) => profiles)) {
        for (const sample of profile.samples ?? []) samples.push({ service, ...plainSample(profile, sample, dictionary) });
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
    url: `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    get logs() {
      return logs.filter((log) => log.eventName !== "throughline.runtime");
    },
    samples,
    requests,
    spansWhere: (matches, count = 1) => waitFor(spans, matches, count),
    logsWhere: (matches, count = 1) => waitFor(logs, matches, count),
    samplesWhere: (matches, count = 1) => waitFor(samples, matches, count),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function fromProtobuf(path: string, body: Uint8Array): OtlpJson {
  if (path.endsWith("/profiles")) return messageToJson("ExportProfilesServiceRequest", body);
  if (path.endsWith("/traces")) return messageToJson("ExportTraceServiceRequest", body);
  return path.endsWith("/logs") ? messageToJson("ExportLogsServiceRequest", body) : {};
}

interface AnyValue {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values?: AnyValue[] };
  kvlistValue?: { values?: KeyValue[] };
}
interface KeyValue {
  key: string;
  value: AnyValue;
}
interface Resource {
  attributes?: KeyValue[];
}
interface Scope {
  name?: string;
}
/** As it is on the wire, where what is empty may be left out. */
type Wire<T, Always extends keyof T> = Partial<Omit<T, "attributes" | "body" | "service" | "scope">> &
  Pick<T, Always> & { attributes?: KeyValue[]; body?: AnyValue };
interface OtlpJson {
  resourceSpans?: { resource?: Resource; scopeSpans: { scope: Scope; spans: Wire<ReceivedSpan, "traceId" | "spanId">[] }[] }[];
  resourceProfiles?: { resource?: Resource; scopeProfiles: { profiles: WireProfile[] }[] }[];
  dictionary?: Dictionary;
  resourceLogs?: { resource?: Resource; scopeLogs: { scope: Scope; logRecords: Wire<ReceivedLog, "timeUnixNano">[] }[] }[];
}

interface WireProfile {
  sampleType: { typeStrindex: number; unitStrindex: number };
  timeUnixNano: string;
  durationNano: string;
  period: string;
  samples?: WireSample[];
}
interface WireSample {
  stackIndex: number;
  attributeIndices?: number[];
  linkIndex?: number;
  values?: string[];
  timestampsUnixNano?: string[];
}
interface Dictionary {
  stringTable: string[];
  attributeTable: { keyStrindex?: number; value?: AnyValue }[];
  linkTable: { traceId?: string; spanId?: string }[];
  stackTable: { locationIndices?: number[] }[];
  locationTable: { lines?: { functionIndex?: number; line?: string; column?: string }[] }[];
  functionTable: { nameStrindex?: number; filenameStrindex?: number }[];
}

function plainSample(profile: WireProfile, sample: WireSample, dictionary: Dictionary): Omit<ReceivedSample, "service"> {
  const text = (index = 0): string => dictionary.stringTable[index] ?? "";
  const attributes = (sample.attributeIndices ?? []).map((index) => dictionary.attributeTable[index]);
  const { sampleType, timeUnixNano, durationNano, period } = profile;
  return {
    type: text(sampleType.typeStrindex),
    unit: text(sampleType.unitStrindex),
    period: Number(period),
    profile: { timeUnixNano, durationNano },
    frames: (dictionary.stackTable[sample.stackIndex]?.locationIndices ?? []).toReversed().flatMap((location) =>
      (dictionary.locationTable[location]?.lines ?? []).map(({ functionIndex = 0, line = 0, column = 0 }) => ({
        function: text(dictionary.functionTable[functionIndex]?.nameStrindex),
        file: text(dictionary.functionTable[functionIndex]?.filenameStrindex),
        line: Number(line),
        column: Number(column),
      })),
    ),
    values: (sample.values ?? []).map(Number),
    timesUnixNano: sample.timestampsUnixNano ?? [],
    traceId: "",
    spanId: "",
    ...dictionary.linkTable[sample.linkIndex ?? 0],
    attributes: Object.fromEntries(attributes.map((attribute) => [text(attribute?.keyStrindex), plainValue(attribute?.value)])),
  };
}

function plainAttributes(attributes: readonly KeyValue[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: AnyValue = {}): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.kvlistValue) return plainAttributes(value.kvlistValue.values);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}
