import { createRequire } from "node:module";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type * as stock from "@opentelemetry/sdk-logs";
import { batchLimits } from "../environment/batch-limits.ts";
import type { Batcher } from "../delivery/batcher.ts";
import { courierOutlet } from "../delivery/courier-outlet.ts";
import { encodeLogs } from "../delivery/encode-logs.ts";
import { exporterOutlet } from "../delivery/exporter-outlet.ts";
import { exporterNames } from "../environment/exporter-names.ts";
import { checkEndpoint } from "../environment/otlp-endpoint.ts";
import { otlpProtocol } from "../environment/otlp-protocol.ts";
import type { Queues } from "../delivery/queues.ts";
import { stockLogExporter } from "../delivery/stock-exporters.ts";

/** Takes a log record and keeps it; must not change it. */
export type LogOutlet = (record: ReadableLogRecord) => void;

/** Where log records go, as the environment says (`OTEL_LOGS_EXPORTER`). */
export function logOutlets(queues: Queues): LogOutlet[] {
  return [...exporterNames("OTEL_LOGS_EXPORTER", ["otlp", "console"])].map((name) => {
    if (name === "console") return consoleOutlet();
    const queue = openQueue(queues);
    return (record) => queue.add(record);
  });
}

/** OpenTelemetry's own way of showing log records. */
function consoleOutlet(): LogOutlet {
  const { ConsoleLogRecordExporter } = createRequire(import.meta.filename)("@opentelemetry/sdk-logs") as typeof stock;
  const exporter = new ConsoleLogRecordExporter();
  return (record) => exporter.export([record], () => {});
}

/** The queue in front of the courier, or of OpenTelemetry's exporter for what the courier does not speak. */
function openQueue(queues: Queues): Batcher<ReadableLogRecord> {
  const limits = batchLimits("OTEL_BLRP");
  const protocol = otlpProtocol("LOGS");
  checkEndpoint("LOGS", protocol);
  const outlet =
    protocol === "http/protobuf"
      ? courierOutlet(queues.courier, limits, { signal: "logs", what: "log records", encode: encodeLogs })
      : exporterOutlet(stockLogExporter(protocol), "log records");
  return queues.open("logs", limits, outlet);
}
