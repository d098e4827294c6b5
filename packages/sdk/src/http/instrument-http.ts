import { isInstrumentationEnabled } from "../environment/instrumentations.ts";
import { recordHttpMetrics } from "./http-metrics.ts";
import { instrumentHttpServers } from "./http-server.ts";
import { instrumentNodeClient } from "./node-client.ts";
import { instrumentUndici } from "./undici-client.ts";

/** Traces what this process serves and asks over HTTP. Names for the `OTEL_NODE_…_INSTRUMENTATIONS`: `http`, and `undici` for `fetch`. */
export function instrumentHttp({ metrics }: { readonly metrics: boolean }): void {
  if (metrics) recordHttpMetrics();
  if (isInstrumentationEnabled("http")) {
    instrumentHttpServers();
    instrumentNodeClient();
  }
  if (isInstrumentationEnabled("undici")) instrumentUndici();
}
