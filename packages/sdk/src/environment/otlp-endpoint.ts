import { getStringFromEnv } from "@opentelemetry/core";
import type { OtlpProtocol } from "./otlp-protocol.ts";
import { warn } from "../process/warn.ts";

/** Warns of an address for OTLP that the exporter cannot use. One without `http://` is the usual mistake. */
export function checkEndpoint(signal: "TRACES" | "LOGS", protocol: OtlpProtocol): void {
  // gRPC takes `host:port` too.
  if (protocol === "grpc") return;
  for (const name of [`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`, "OTEL_EXPORTER_OTLP_ENDPOINT"]) {
    const value = getStringFromEnv(name);
    if (value === undefined) continue;
    if (/^https?:\/\//i.test(value) && URL.canParse(value)) return;
    const used = URL.canParse(value) ? "nothing can be delivered" : "the default is used";
    warn(`${name} must be a URL such as http://localhost:4318, not "${value}"; ${used}`);
  }
}
