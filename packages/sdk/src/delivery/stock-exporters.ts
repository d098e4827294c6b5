import type * as grpcLogs from "@opentelemetry/exporter-logs-otlp-grpc";
import type * as httpLogs from "@opentelemetry/exporter-logs-otlp-http";
import type * as grpcTraces from "@opentelemetry/exporter-trace-otlp-grpc";
import type * as httpTraces from "@opentelemetry/exporter-trace-otlp-http";
import type * as zipkin from "@opentelemetry/exporter-zipkin";
import type { LogRecordExporter } from "@opentelemetry/sdk-logs";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import { otlpCredentials } from "../environment/otlp-credentials.ts";
import { unrefAgent } from "./unref-agent.ts";
import { unrefRetries } from "./unref-retries.ts";

// Required only when the environment asks for them: each takes tens of milliseconds to load.

/** OpenTelemetry's exporter of spans for a protocol that is not ours. */
export function stockSpanExporter(protocol: "http/json" | "grpc" | "zipkin"): SpanExporter {
  switch (protocol) {
    case "grpc": {
      const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-grpc") as typeof grpcTraces;
      return new OTLPTraceExporter();
    }
    case "http/json": {
      const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-http") as typeof httpTraces;
      return unrefRetries(new OTLPTraceExporter({ httpAgentOptions: agents("TRACES") }));
    }
    case "zipkin": {
      const { ZipkinExporter } = require("@opentelemetry/exporter-zipkin") as typeof zipkin;
      return new ZipkinExporter();
    }
  }
}

/** OpenTelemetry's exporter of log records for a protocol that is not ours. */
export function stockLogExporter(protocol: "http/json" | "grpc"): LogRecordExporter {
  switch (protocol) {
    case "grpc": {
      const { OTLPLogExporter } = require("@opentelemetry/exporter-logs-otlp-grpc") as typeof grpcLogs;
      return new OTLPLogExporter();
    }
    case "http/json": {
      const { OTLPLogExporter } = require("@opentelemetry/exporter-logs-otlp-http") as typeof httpLogs;
      return unrefRetries(new OTLPLogExporter({ httpAgentOptions: agents("LOGS") }));
    }
  }
}

/** The exporter reads the certificates only for agents of its own, which hold the process alive. */
function agents(signal: string) {
  const credentials = otlpCredentials(signal);
  return (protocol: string) => unrefAgent(protocol, credentials);
}
