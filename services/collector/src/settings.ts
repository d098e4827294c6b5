import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { type ClickHouseOptions, diskBudget, retention } from "@throughline/clickhouse";
import { parseDuration } from "@throughline/model";
import { asBytes, asFlag, asPort, asText, asThreads, certificateFiles, isLoopback, type Settings, StartError } from "@throughline/pipeline";
import type { CollectorConfig } from "./config.ts";
import { redactionRules } from "./redact/rules.ts";

/** Cores that the receivers and ClickHouse's own work are given before encoding has threads of its own. */
const CORES_FOR_OTHERS = 2;

/**
 * The collector's configuration from its settings.
 * @throws StartError naming the setting that cannot be used.
 */
export function collectorConfig(settings: Settings, clickhouse: ClickHouseOptions): CollectorConfig {
  const host = settings.get("THROUGHLINE_HOST", asText, "127.0.0.1");
  const tokens = settings.secrets("THROUGHLINE_INGEST_TOKEN");
  const insecure = settings.get("THROUGHLINE_INSECURE", asFlag, "0");
  if (tokens.length === 0 && !isLoopback(host) && !insecure)
    throw new StartError(
      `Cannot listen on "${host}" without THROUGHLINE_INGEST_TOKEN: set it, or THROUGHLINE_INSECURE=1 to let everyone in`,
    );
  return {
    host,
    otlpHttpPort: settings.get("THROUGHLINE_OTLP_HTTP_PORT", asPort, "4318"),
    otlpGrpcPort: settings.get("THROUGHLINE_OTLP_GRPC_PORT", asPort, "4317"),
    clickhouse,
    retention: retention(settings),
    diskBudget: diskBudget(settings),
    tokens,
    insecure,
    tls: certificateFiles(settings),
    data: join(resolve(settings.get("THROUGHLINE_DATA", asText, ".throughline")), "collector"),
    redaction: redactionRules(settings),
    probeIntervalMs: settings.get("THROUGHLINE_PROBE_INTERVAL", asProbeInterval, "1m"),
    queueMaxBytes: settings.get("THROUGHLINE_QUEUE_MAX_BYTES", asBytes, "4GiB"),
    clientBytesPerSecond: settings.get("THROUGHLINE_CLIENT_BYTES_PER_SECOND", asBytes),
    encodeThreads: settings.get("THROUGHLINE_ENCODE_THREADS", asThreads, String(Math.max(0, availableParallelism() - CORES_FOR_OTHERS))),
  };
}

/** Milliseconds of a duration from 1s to 1h; 0 for `0`. */
function asProbeInterval(text: string): number {
  if (text === "0") return 0;
  const millis = Number((parseDuration(text) ?? 0n) / 1_000_000n);
  if (millis < 1_000 || millis > 3_600_000) throw new Error("expected a duration from 1s to 1h, or 0 for none");
  return millis;
}
