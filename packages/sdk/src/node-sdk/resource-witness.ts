import type { Resource } from "@opentelemetry/resources";
import type { LogRecordProcessor, ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { Span, SpanProcessor } from "@opentelemetry/sdk-trace";

/** Tells once, with the first span or log record, what resource a stock SDK has found: it does not say so itself. */
export class ResourceWitness implements SpanProcessor, LogRecordProcessor {
  #told: ((resource: Resource) => void) | undefined;

  /** @param told must not throw */
  constructor(told: (resource: Resource) => void) {
    this.#told = told;
  }

  onStart({ resource }: Span): void {
    this.#tell(resource);
  }

  onEnd(): void {}

  onEmit({ resource }: ReadableLogRecord): void {
    this.#tell(resource);
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}

  #tell(resource: Resource): void {
    const told = this.#told;
    this.#told = undefined;
    told?.(resource);
  }
}
