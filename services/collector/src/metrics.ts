import type { ServerCertificate } from "@throughline/pipeline";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** The collector's own numbers, in Prometheus's words. One set for each collector. */
export function createMetrics(certificate?: ServerCertificate) {
  const registry = new Registry();
  const registers = [registry];
  const bySignal = { labelNames: ["signal"] as const, registers };
  return {
    registry,
    requests: new Counter({
      name: "throughline_collector_requests_total",
      help: "Export requests by signal, protocol and outcome",
      labelNames: ["signal", "protocol", "outcome"] as const,
      registers,
    }),
    receivedBytes: new Counter({
      name: "throughline_collector_received_bytes_total",
      help: "Bytes of well-formed export requests, unpacked, as protobuf",
      ...bySignal,
    }),
    accepted: new Counter({
      name: "throughline_collector_accepted_items_total",
      help: "Spans, log records and samples that got a 200: on disk, and on their way to ClickHouse",
      ...bySignal,
    }),
    repeated: new Counter({
      name: "throughline_collector_repeated_requests_total",
      help: "Requests that had been accepted within the last ten minutes, answered and not stored again",
      ...bySignal,
    }),
    redacted: new Counter({
      name: "throughline_collector_redacted_values_total",
      help: "Values that the redaction rules took out, or parts of them, before anything touched the disk",
      ...bySignal,
    }),
    rejected: new Counter({
      name: "throughline_collector_rejected_items_total",
      help: "Spans, log records and samples rejected one by one, by reason",
      labelNames: ["signal", "reason"] as const,
      registers,
    }),
    inserted: new Counter({
      name: "throughline_collector_inserted_rows_total",
      help: "Rows that ClickHouse has acknowledged",
      ...bySignal,
    }),
    inserts: new Counter({
      name: "throughline_collector_inserts_total",
      help: "Attempts to insert a batch, by outcome: stored, partly (a shard that is away lacks its part), failed (it is tried again) or refused (it is set aside)",
      labelNames: ["signal", "outcome"] as const,
      registers,
    }),
    lag: new Histogram({
      name: "throughline_collector_lag_seconds",
      help: "Time from the arrival of a batch's oldest request until its rows are visible to queries",
      buckets: [0.1, 0.3, 1, 2, 5, 10, 30, 100, 300, 1_000],
      ...bySignal,
    }),
    queueBytes: new Gauge({
      name: "throughline_collector_queue_bytes",
      help: "Bytes of requests that wait on disk for ClickHouse",
      ...bySignal,
    }),
    parked: new Gauge({
      name: "throughline_collector_parked_batches",
      help: "Batches of which a shard that is away lacks its part",
      ...bySignal,
    }),
    queueSeconds: new Gauge({
      name: "throughline_collector_queue_age_seconds",
      help: "Age of the oldest request that is not stored yet, or not on every shard",
      ...bySignal,
    }),
    diskBytes: new Gauge({
      name: "throughline_collector_disk_bytes",
      help: "Bytes on ClickHouse's disk by signal and table",
      labelNames: ["signal", "table"] as const,
      registers,
    }),
    diskLimit: new Gauge({
      name: "throughline_collector_disk_limit_bytes",
      help: "Bytes that what is stored may take: the disk budget, or less where others fill the volume",
      registers,
    }),
    diskFull: new Gauge({
      name: "throughline_collector_disk_full_timestamp_seconds",
      help: "When the limit will be reached, as things go. No value: it will not, or too little is stored to tell",
      registers,
    }),
    evictedBytes: new Counter({
      name: "throughline_collector_evicted_bytes_total",
      help: "Bytes of days that were removed before their time, to make room",
      registers,
    }),
    probeSuccess: new Gauge({
      name: "throughline_probe_success",
      help: "1: the last record that was written to be read back was read back, equal and once; 0: it was not. No value before the first has ended",
      ...bySignal,
    }),
    probeLag: new Gauge({
      name: "throughline_probe_lag_seconds",
      help: "How long the last one that was read back took from being written",
      ...bySignal,
    }),
    probeFailures: new Counter({
      name: "throughline_probe_failures_total",
      help: "Records that were written to be read back and were not, or not equal, or more than once",
      ...bySignal,
    }),
    setAside: new Gauge({
      name: "throughline_collector_set_aside_batches",
      help: "Batches that ClickHouse refused for good, kept in the data directory",
      registers,
    }),
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
