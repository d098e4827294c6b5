import { ExportResultCode, type ExportResult } from "@opentelemetry/core";
import type { BatchOutlet } from "./batcher.ts";
import { sayLost } from "./lost-items.ts";
import { type Resourceful, resourceReady } from "./resource-ready.ts";

/** What OpenTelemetry's exporters of every signal have in common. */
interface Exporter<T> {
  export(items: T[], done: (result: ExportResult) => void): void;
}

/** An outlet into an OpenTelemetry exporter. `what` names the items in warnings: "spans", "log records". */
export function exporterOutlet<T extends Resourceful>(exporter: Exporter<T>, what: string): BatchOutlet<T> {
  return {
    ready: resourceReady,
    async send(items) {
      const result = await new Promise<ExportResult>((resolve) => exporter.export(items, resolve));
      if (result.code !== ExportResultCode.SUCCESS) throw result.error ?? new Error("the exporter gave no reason");
    },
    ...sayLost(what),
  };
}
