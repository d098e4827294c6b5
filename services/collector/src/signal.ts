import type { SignalName } from "@throughline/model";
import { type MessageName, PROFILES_GRPC_PATH, PROFILES_HTTP_PATH } from "@throughline/otlp";
import { logs, samples, spans, type Table } from "@throughline/schema";

/** What OTLP calls things of one signal, on each of its doors. */
export interface Signal {
  readonly name: SignalName;
  /** Table of its items; profiles are stored as their samples. */
  readonly table: Table;
  readonly httpPath: string;
  readonly grpcPath: string;
  readonly request: MessageName;
  readonly response: MessageName;
  /** Name of the count of rejected items in the partial success. */
  readonly rejectedField: string;
}

export const TRACES: Signal = {
  name: "traces",
  table: spans,
  httpPath: "/v1/traces",
  grpcPath: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  request: "ExportTraceServiceRequest",
  response: "ExportTraceServiceResponse",
  rejectedField: "rejectedSpans",
};

export const LOGS: Signal = {
  name: "logs",
  table: logs,
  httpPath: "/v1/logs",
  grpcPath: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
  request: "ExportLogsServiceRequest",
  response: "ExportLogsServiceResponse",
  rejectedField: "rejectedLogRecords",
};

export const PROFILES: Signal = {
  name: "profiles",
  table: samples,
  httpPath: PROFILES_HTTP_PATH,
  grpcPath: PROFILES_GRPC_PATH,
  request: "ExportProfilesServiceRequest",
  response: "ExportProfilesServiceResponse",
  rejectedField: "rejectedProfiles",
};

export const SIGNALS: readonly Signal[] = [TRACES, LOGS, PROFILES];
