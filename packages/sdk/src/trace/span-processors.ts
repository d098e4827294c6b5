import { TraceFlags, type Context } from "@opentelemetry/api";
import { OTLPTraceExporter as GrpcTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { ZipkinExporter } from "@opentelemetry/exporter-zipkin";
import { ConsoleSpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace";
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
import { uuidv7 } from "../correlation/uuidv7.ts";

/** The span processors that the environment asks for (`OTEL_TRACES_EXPORTER`), the correlation ID's first. */
export function spanProcessors(queues: Queues): SpanProcessor[] {
  const exporting = [...exporterNames("OTEL_TRACES_EXPORTER", ["otlp", "console", "zipkin"])].map((name) => {
    if (name === "console") return new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() });
    return new BatchingSpanProcessor(name === "zipkin" ? new ZipkinExporter() : otlpExporter(), queues);
  });
  return exporting.length > 0 ? [new CorrelationSpanProcessor(), ...exporting] : [];
}

/** Puts the correlation ID on every span as it starts. A root outside of any action begins a new one. */
export class CorrelationSpanProcessor implements SpanProcessor {
  onStart(span: Span, parent: Context): void {
    span.setAttribute(CORRELATION_ID, correlationOf(parent) ?? uuidv7());
  }

  onEnd(): void {}
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** Batches sampled spans into an exporter without ever holding the process alive. */
class BatchingSpanProcessor implements SpanProcessor {
  readonly #exporter: SpanExporter;
  readonly #batcher: Batcher<ReadableSpan>;

  constructor(exporter: SpanExporter, queues: Queues) {
    this.#exporter = exporter;
    this.#batcher = queues.open(batchLimits("OTEL_BSP"), deliveryTo(exporter, "spans"));
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (span.spanContext().traceFlags & TraceFlags.SAMPLED) this.#batcher.add(span);
  }

  forceFlush(): Promise<void> {
    return this.#batcher.flush();
  }

  async shutdown(): Promise<void> {
    await this.#batcher.close();
    await this.#exporter.shutdown();
  }
}

function otlpExporter(): SpanExporter {
  const protocol = otlpProtocol("TRACES");
  checkEndpoint("TRACES", protocol);
  switch (protocol) {
    case "grpc":
      return new GrpcTraceExporter();
    case "http/protobuf":
      return unrefRetries(new ProtobufTraceExporter({ httpAgentOptions: unrefAgents("TRACES") }));
    case "http/json":
      return unrefRetries(new OTLPTraceExporter({ httpAgentOptions: unrefAgents("TRACES") }));
  }
}
