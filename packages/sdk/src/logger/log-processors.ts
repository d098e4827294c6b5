import type { Context } from "@opentelemetry/api";
import { ConsoleLogRecordExporter, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import type { LogRecordProcessor, ReadableLogRecord, ReadWriteLogRecord } from "@opentelemetry/sdk-logs";
import { CORRELATION_ID } from "@throughline/model";
import { batchLimits } from "../environment/batch-limits.ts";
import type { Batcher } from "../delivery/batcher.ts";
import { correlationOf } from "../correlation/correlation.ts";
import { courierOutlet } from "../delivery/courier-outlet.ts";
import { encodeLogs } from "../delivery/encode-logs.ts";
import { exporterOutlet } from "../delivery/exporter-outlet.ts";
import { exporterNames } from "../environment/exporter-names.ts";
import { checkEndpoint } from "../environment/otlp-endpoint.ts";
import { otlpProtocol } from "../environment/otlp-protocol.ts";
import type { Queues } from "../delivery/queues.ts";
import { stockLogExporter } from "../delivery/stock-exporters.ts";

/** The log record processors that the environment asks for (`OTEL_LOGS_EXPORTER`), the correlation ID's first. */
export function logProcessors(queues: Queues): LogRecordProcessor[] {
  const exporting = [...exporterNames("OTEL_LOGS_EXPORTER", ["otlp", "console"])].map((name) => {
    if (name === "console") return new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() });
    return new BatchingLogProcessor(openQueue(queues));
  });
  return exporting.length > 0 ? [new CorrelationLogProcessor(), ...exporting] : [];
}

/** Puts the correlation ID on every log record, whoever wrote it. */
export class CorrelationLogProcessor implements LogRecordProcessor {
  onEmit(record: ReadWriteLogRecord, ctx?: Context): void {
    const id = ctx && correlationOf(ctx);
    if (id !== undefined) record.setAttribute(CORRELATION_ID, id);
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** Batches log records without ever holding the process alive. */
class BatchingLogProcessor implements LogRecordProcessor {
  readonly #batcher: Batcher<ReadableLogRecord>;

  constructor(batcher: Batcher<ReadableLogRecord>) {
    this.#batcher = batcher;
  }

  onEmit(record: ReadableLogRecord): void {
    this.#batcher.add(record);
  }

  forceFlush(): Promise<void> {
    return this.#batcher.flush();
  }

  shutdown(): Promise<void> {
    return this.#batcher.close();
  }
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
