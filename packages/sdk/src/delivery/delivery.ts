import { ExportResultCode, type ExportResult } from "@opentelemetry/core";
import type { BatchOutlet } from "./batcher.ts";
import { warn } from "../process/warn.ts";

/** What OpenTelemetry's exporters of every signal have in common. */
interface Exporter<T> {
  export(items: T[], done: (result: ExportResult) => void): void;
}

interface Resourceful {
  readonly resource: { readonly asyncAttributesPending?: boolean; waitForAsyncAttributes?(): Promise<void> };
}

/** An outlet into an OpenTelemetry exporter. `what` names the items in warnings: "spans", "log records". */
export function deliveryTo<T extends Resourceful>(exporter: Exporter<T>, what: string): BatchOutlet<T> {
  return {
    async send(items) {
      const resource = items[0]?.resource;
      if (resource?.asyncAttributesPending) await resource.waitForAsyncAttributes?.();
      const result = await new Promise<ExportResult>((resolve) => exporter.export(items, resolve));
      if (result.code !== ExportResultCode.SUCCESS) throw result.error ?? new Error("the exporter gave no reason");
    },
    failed: (error) =>
      warn(`cannot deliver ${what}: ${reason(error)}. The app is not affected; further failures are not reported`, "delivery"),
    dropped: () => warn(`cannot keep up: ${what} are dropped, because the queue is full`),
  };
}

/** Says more than `error.message`, which is empty for a refused connection to a name with several addresses. */
function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(reason).join(", ");
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && (typeof error.code === "string" || typeof error.code === "number") ? `${error.code}` : "";
  return [error.message, error.message.includes(code) ? "" : `(${code})`].filter(Boolean).join(" ") || error.name;
}
