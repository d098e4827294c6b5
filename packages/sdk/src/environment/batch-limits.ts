import { getNumberFromEnv } from "@opentelemetry/core";
import type { BatchLimits } from "../delivery/batcher.ts";
import { warn } from "../process/warn.ts";

/**
 * Batch limits of a signal from OpenTelemetry's variables: prefix `OTEL_BSP` for spans, `OTEL_BLRP` for log records.
 * The default delay is one second for both, so that the spans and the logs of an action show up together and soon. Queue and batches are four times
 * the specification's: what waits is packed to some hundred bytes an item, and each batch costs a request.
 */
export function batchLimits(prefix: "OTEL_BSP" | "OTEL_BLRP"): BatchLimits {
  return {
    maxQueueSize: positive(`${prefix}_MAX_QUEUE_SIZE`, 8192),
    maxExportBatchSize: positive(`${prefix}_MAX_EXPORT_BATCH_SIZE`, 2048),
    scheduledDelayMillis: positive(`${prefix}_SCHEDULE_DELAY`, 1000),
    exportTimeoutMillis: positive(`${prefix}_EXPORT_TIMEOUT`, 30_000),
  };
}

function positive(name: string, otherwise: number): number {
  const value = getNumberFromEnv(name);
  if (value === undefined || value > 0) return value ?? otherwise;
  warn(`${name} must be greater than 0, not ${value}; ${otherwise} is used`);
  return otherwise;
}
