import { getStringFromEnv } from "@opentelemetry/core";
import { warn } from "../process/warn.ts";

const PROTOCOLS = ["http/protobuf", "http/json", "grpc"] as const;

export type OtlpProtocol = (typeof PROTOCOLS)[number];

/** The OTLP protocol of a signal: its own variable, else `OTEL_EXPORTER_OTLP_PROTOCOL`, else `http/protobuf`. */
export function otlpProtocol(signal: "TRACES" | "LOGS" | "PROFILES"): OtlpProtocol {
  for (const name of [`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`, "OTEL_EXPORTER_OTLP_PROTOCOL"]) {
    const value = getStringFromEnv(name)?.trim();
    if (value === undefined) continue;
    const known = PROTOCOLS.find((protocol) => protocol === value);
    if (known !== undefined) return known;
    warn(`${name} must be one of ${PROTOCOLS.join(", ")}, not "${value}"; http/protobuf is used`);
    break;
  }
  return "http/protobuf";
}
