import type { Context } from "@opentelemetry/api";
import { OTLPLogExporter as GrpcLogExporter } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { ConsoleLogRecordExporter, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import type { LogRecordExporter, LogRecordProcessor, ReadableLogRecord, ReadWriteLogRecord } from "@opentelemetry/sdk-logs";
import { CORRELATION_ID } from "@throughline/model";
import { batchLimits } from "../environment/batch-limits.ts";
import type { Batcher } from "../delivery/batcher.ts";
import { correlationOf } from "../correlation/correlation.ts";
import { deliveryTo } from "../delivery/delivery.ts";
import { exporterNames } from "../environment/exporter-names.ts";
import { checkEndpoint } from "../environment/otlp-endpoint.ts";
import { otlpProtocol } from "../environment/otlp-protocol.ts";
import type { Queues } from "../delivery/queues.ts";
import { unrefAgents } from "../delivery/unref-agent.ts";
import { unrefRetries } from "../delivery/unref-retries.ts";

/** The log record processors that the environment asks for (`OTEL_LOGS_EXPORTER`), the correlation ID's first. */
export function logProcessors(queues: Queues): LogRecordProcessor[] {
  const exporting = [...exporterNames("OTEL_LOGS_EXPORTER", ["otlp", "console"])].map((name) => {
    if (name === "console") return new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() });
    return new BatchingLogProcessor(otlpExporter(), queues);
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

/** Batches log records into an exporter without ever holding the process alive. */
class BatchingLogProcessor implements LogRecordProcessor {
  readonly #exporter: LogRecordExporter;
  readonly #batcher: Batcher<ReadableLogRecord>;

  constructor(exporter: LogRecordExporter, queues: Queues) {
    this.#exporter = exporter;
    this.#batcher = queues.open(batchLimits("OTEL_BLRP"), deliveryTo(exporter, "log records"));
  }

  onEmit(record: ReadableLogRecord): void {
    this.#batcher.add(record);
  }

  forceFlush(): Promise<void> {
    return this.#batcher.flush();
  }

  async shutdown(): Promise<void> {
    await this.#batcher.close();
    await this.#exporter.shutdown();
  }
}

function otlpExporter(): LogRecordExporter {
  const protocol = otlpProtocol("LOGS");
  checkEndpoint("LOGS", protocol);
  switch (protocol) {
    case "grpc":
      return new GrpcLogExporter();
    case "http/protobuf":
      return unrefRetries(new ProtobufLogExporter({ httpAgentOptions: unrefAgents("LOGS") }));
    case "http/json":
      return unrefRetries(new OTLPLogExporter({ httpAgentOptions: unrefAgents("LOGS") }));
  }
}
