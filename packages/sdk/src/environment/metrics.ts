import { getStringFromEnv } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { NodeSDK } from "@opentelemetry/sdk-node";

/**
 * Starts the metric readers that `OTEL_METRICS_EXPORTER` asks for, as a stock SDK does with all of OpenTelemetry's variables, and returns
 * what stops them. Unset means none here: Throughline does not take metrics, and whoever wants them sends them elsewhere.
 *
 * Loads the stock SDK, which is dear, only where it is asked for.
 */
export function startMetrics(resource: Resource): { shutdown(): Promise<void> } | undefined {
  const wanted = getStringFromEnv("OTEL_METRICS_EXPORTER");
  if (wanted === undefined || wanted === "none") return undefined;
  const stock = require("@opentelemetry/sdk-node") as { NodeSDK: typeof NodeSDK };
  const sdk = new stock.NodeSDK({
    resource,
    autoDetectResources: false,
    contextManager: null as never,
    textMapPropagator: null,
    spanProcessors: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return sdk;
}
