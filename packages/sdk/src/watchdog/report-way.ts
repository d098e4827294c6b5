import { exporterNames } from "../environment/exporter-names.ts";
import { otlpProtocol } from "../environment/otlp-protocol.ts";

/**
 * How reports leave the process, by the environment's choice of log exporter: `thread` is the helper thread by itself, which can also speak
 * while the main thread is stuck; `logger` is OpenTelemetry's logger provider on the main thread; `none` is not at all.
 */
export type ReportWay = "thread" | "logger" | "none";

export function reportWay(): ReportWay {
  const names = exporterNames("OTEL_LOGS_EXPORTER", ["otlp", "console"]);
  if (names.size === 0) return "none";
  return names.has("otlp") && otlpProtocol("LOGS") === "http/protobuf" ? "thread" : "logger";
}
