import type { ServerCertificate } from "@throughline/pipeline";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** The query API's own numbers, in Prometheus's words. One set for each server. */
export function createMetrics(certificate?: ServerCertificate) {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: "throughline_query_requests_total",
      help: "Requests by route and status",
      labelNames: ["route", "status"] as const,
      registers,
    }),
    seconds: new Histogram({
      name: "throughline_query_request_seconds",
      help: "Time from a request to the end of its answer, by route",
      labelNames: ["route"] as const,
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
      registers,
    }),
    running: new Gauge({ name: "throughline_query_requests_running", help: "Requests that are being answered", registers }),
    certificate: new Gauge({
      name: "throughline_certificate_not_after_timestamp_seconds",
      help: "Until when the certificate in use is valid; no value without TLS",
      labelNames: ["file"],
      registers,
      collect() {
        if (certificate) this.set({ file: certificate.file }, certificate.notAfter);
      },
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
