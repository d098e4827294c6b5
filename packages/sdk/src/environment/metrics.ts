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
  return withoutLogs(() => {
    const sdk = new stock.NodeSDK({
      resource,
      autoDetectResources: false,
      contextManager: null as never,
      textMapPropagator: null,
      spanProcessors: [],
    });
    sdk.start();
    return sdk;
  });
}

/** A stock SDK sets up logs whatever its configuration says, unless the environment tells it not to. Ours are set up already. */
function withoutLogs<T>(start: () => T): T {
  const { OTEL_LOGS_EXPORTER: own } = process.env;
  process.env["OTEL_LOGS_EXPORTER"] = "none";
  try {
    return start();
  } finally {
    if (own === undefined) delete process.env["OTEL_LOGS_EXPORTER"];
    else process.env["OTEL_LOGS_EXPORTER"] = own;
  }
}
