import { randomBytes } from "node:crypto";
import { credentials, makeClientConstructor, type Metadata, type ServiceError } from "@grpc/grpc-js";
import { jsonToMessage, messageToJson, PROFILES_GRPC_PATH, PROFILES_HTTP_PATH } from "@throughline/otlp";

/** What a door answered: the HTTP status or gRPC code, and the body as OTLP/JSON. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export type Signal = "traces" | "logs" | "profiles";

const REQUEST = {
  traces: "ExportTraceServiceRequest",
  logs: "ExportLogsServiceRequest",
  profiles: "ExportProfilesServiceRequest",
} as const;
const RESPONSE = {
  traces: "ExportTraceServiceResponse",
  logs: "ExportLogsServiceResponse",
  profiles: "ExportProfilesServiceResponse",
} as const;
const GRPC_PATH = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
  profiles: PROFILES_GRPC_PATH,
} as const;
const HTTP_PATH = { traces: "/v1/traces", logs: "/v1/logs", profiles: PROFILES_HTTP_PATH } as const;

/** Sends OTLP/JSON over HTTP. */
export async function sendJson(otlpHttp: string, signal: Signal, request: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${otlpHttp}${HTTP_PATH[signal]}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(request),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Sends the same as protobuf over HTTP. */
export async function sendProtobuf(otlpHttp: string, signal: Signal, request: object): Promise<Answer> {
  const response = await fetch(`${otlpHttp}${HTTP_PATH[signal]}`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: Buffer.from(jsonToMessage(REQUEST[signal], JSON.stringify(request))),
  });
  return { status: response.status, body: messageToJson(RESPONSE[signal], new Uint8Array(await response.arrayBuffer())) };
}

/** Sends the same over gRPC; over TLS where `ca` says, in PEM, who is trusted. */
export function sendGrpc(otlpGrpc: string, signal: Signal, request: object, metadata?: Metadata, ca?: string): Promise<Answer> {
  return sendGrpcBytes(otlpGrpc, signal, jsonToMessage(REQUEST[signal], JSON.stringify(request)), metadata, ca);
}

/** Sends any bytes over gRPC. */
export function sendGrpcBytes(otlpGrpc: string, signal: Signal, bytes: Uint8Array, metadata?: Metadata, ca?: string): Promise<Answer> {
  const Client = makeClientConstructor({}, "otlp");
  const client = new Client(otlpGrpc, ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca)));
  const raw = (message: Buffer) => message;
  return new Promise((resolve) => {
    const answer = (error: ServiceError | null, value?: Buffer) => {
      client.close();
      resolve(
        error
          ? { status: error.code, body: { message: error.details, metadata: error.metadata } }
          : { status: 0, body: messageToJson(RESPONSE[signal], value ?? new Uint8Array()) },
      );
    };
    if (metadata) client.makeUnaryRequest(GRPC_PATH[signal], raw, raw, Buffer.from(bytes), metadata, answer);
    else client.makeUnaryRequest(GRPC_PATH[signal], raw, raw, Buffer.from(bytes), answer);
  });
}

export const newTraceId = (): string => randomBytes(16).toString("hex");
export const newSpanId = (): string => randomBytes(8).toString("hex");

/** Now in Unix nanoseconds, as OTLP/JSON writes it. */
export const nowNano = (offsetMs = 0): string => String(BigInt(Date.now() + offsetMs) * 1_000_000n);

export const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** A request of one resource and one scope around spans. */
export function traces(service: string, spans: object[]): object {
  return { resourceSpans: [{ resource: { attributes: [text("service.name", service)] }, scopeSpans: [{ spans }] }] };
}

/** The same around log records. */
export function logs(service: string, logRecords: object[]): object {
  return { resourceLogs: [{ resource: { attributes: [text("service.name", service)] }, scopeLogs: [{ logRecords }] }] };
}

/** A span that lasts a millisecond and ended now, with what is given. */
export function span(fields: object = {}): Record<string, unknown> {
  return {
    traceId: newTraceId(),
    spanId: newSpanId(),
    name: "GET /",
    kind: 2,
    startTimeUnixNano: nowNano(-1),
    endTimeUnixNano: nowNano(),
    ...fields,
  };
}
