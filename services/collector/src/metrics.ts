import { Counter, Gauge, Registry } from "prom-client";

/** The collector's own numbers, in Prometheus's words. One set for each collector. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: "throughline_collector_requests_total",
      help: "Export requests by signal, protocol and outcome",
      labelNames: ["signal", "protocol", "outcome"] as const,
      registers,
    }),
    accepted: new Counter({
      name: "throughline_collector_accepted_items_total",
      help: "Spans and log records stored in ClickHouse",
      labelNames: ["signal"] as const,
      registers,
    }),
    rejected: new Counter({
      name: "throughline_collector_rejected_items_total",
      help: "Spans and log records rejected one by one, by reason",
      labelNames: ["signal", "reason"] as const,
      registers,
    }),
    inserts: new Counter({
      name: "throughline_collector_inserts_total",
      help: "Inserts into ClickHouse by signal and outcome",
      labelNames: ["signal", "outcome"] as const,
      registers,
    }),
    waiting: new Gauge({
      name: "throughline_collector_waiting_bytes",
      help: "Bytes of requests that have not been stored and answered yet",
      labelNames: ["signal"] as const,
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
