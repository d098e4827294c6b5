import { createRequire } from "node:module";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type * as stock from "@opentelemetry/sdk-logs";
import { batchLimits } from "../environment/batch-limits.ts";
import { courierOutlet } from "../delivery/courier-outlet.ts";
import { writeLogRecord } from "../delivery/encode-logs.ts";
import { exporterOutlet } from "../delivery/exporter-outlet.ts";
import { Packer } from "../delivery/packer.ts";
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
    return openQueue(queues);
  });
}

/** OpenTelemetry's own way of showing log records. */
function consoleOutlet(): LogOutlet {
  const { ConsoleLogRecordExporter } = createRequire(import.meta.filename)("@opentelemetry/sdk-logs") as typeof stock;
  const exporter = new ConsoleLogRecordExporter();
  return (record) => exporter.export([record], () => {});
}

/** The queue in front of the courier, or of OpenTelemetry's exporter for what the courier does not speak. */
function openQueue(queues: Queues): LogOutlet {
  const limits = batchLimits("OTEL_BLRP");
  const protocol = otlpProtocol("LOGS");
  checkEndpoint("LOGS", protocol);
  if (protocol !== "http/protobuf") {
    const queue = queues.open("logs", limits, exporterOutlet(stockLogExporter(protocol), "log records"));
    return (record) => queue.add(record);
  }
  const queue = queues.open("logs", limits, courierOutlet(queues.courier, limits, "logs", "log records"));
  const packer = new Packer(writeLogRecord);
  return (record) => queue.add(packer.pack(record));
}
