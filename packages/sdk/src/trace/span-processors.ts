import { TraceFlags, type Context } from "@opentelemetry/api";
import { ConsoleSpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace";
import { CORRELATION_ID } from "@throughline/model";
import { batchLimits } from "../environment/batch-limits.ts";
import type { Batcher } from "../delivery/batcher.ts";
import { correlationOf } from "../correlation/correlation.ts";
import { courierOutlet } from "../delivery/courier-outlet.ts";
import { writeSpan } from "../delivery/write-span.ts";
import { exporterOutlet } from "../delivery/exporter-outlet.ts";
import { Packer, type PackedItem } from "../delivery/packer.ts";
import { exporterNames } from "../environment/exporter-names.ts";
import { checkEndpoint } from "../environment/otlp-endpoint.ts";
import { otlpProtocol } from "../environment/otlp-protocol.ts";
import type { Queues } from "../delivery/queues.ts";
import { stockSpanExporter } from "../delivery/stock-exporters.ts";
import { Span as OwnSpan } from "./span.ts";
import { uuidv7 } from "../correlation/uuidv7.ts";

/** The span processors that the environment asks for (`OTEL_TRACES_EXPORTER`), without the correlation ID's. */
export function spanProcessors(queues: Queues): SpanProcessor[] {
  return [...exporterNames("OTEL_TRACES_EXPORTER", ["otlp", "console", "zipkin"])].map((name) => {
    if (name === "console") return new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() });
    return openQueue(name, queues);
  });
}

/** A processor that batches sampled spans into an exporter of the app's. */
export function exportInto(exporter: SpanExporter, queues: Queues): SpanProcessor {
  return new BatchingSpanProcessor(queues.open("traces", batchLimits("OTEL_BSP"), exporterOutlet(exporter, "spans")), (span) => span);
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

/** Batches sampled spans without ever holding the process alive. */
class BatchingSpanProcessor<T> implements SpanProcessor {
  readonly #batcher: Batcher<T>;
  readonly #pack: (span: ReadableSpan) => T;

  /** @param pack what is queued of a span */
  constructor(batcher: Batcher<T>, pack: (span: ReadableSpan) => T) {
    this.#batcher = batcher;
    this.#pack = pack;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (span.spanContext().traceFlags & TraceFlags.SAMPLED) this.#batcher.add(this.#pack(span));
  }

  forceFlush(): Promise<void> {
    return this.#batcher.flush();
  }

  shutdown(): Promise<void> {
    return this.#batcher.close();
  }
}

/** The queue in front of the courier, or of OpenTelemetry's exporter for what the courier does not speak. */
function openQueue(name: "otlp" | "zipkin", queues: Queues): SpanProcessor {
  const limits = batchLimits("OTEL_BSP");
  const protocol = name === "zipkin" ? name : otlpProtocol("TRACES");
  if (protocol !== "zipkin") checkEndpoint("TRACES", protocol);
  if (protocol !== "http/protobuf") return exportInto(stockSpanExporter(protocol), queues);
  const packer = new Packer(writeSpan);
  const outlet = courierOutlet(queues.courier, limits, "traces", "spans");
  return new PackingSpanProcessor(queues.open("traces", limits, outlet), (span) => packer.pack(span));
}

/** One that has all that it needs of a span when `onEnd` returns. */
class PackingSpanProcessor extends BatchingSpanProcessor<PackedItem> {}

/** Lets go of what spans hold when the processors before it have seen their end, if none of those that export reads them later. */
export function releaseAfter(exporting: readonly SpanProcessor[]): SpanProcessor[] {
  return exporting.every((processor) => processor instanceof PackingSpanProcessor) ? [new ReleasingSpanProcessor()] : [];
}

class ReleasingSpanProcessor implements SpanProcessor {
  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (span instanceof OwnSpan) span.release();
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}
