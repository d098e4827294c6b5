import { type ClickHouseOptions, retention } from "@throughline/clickhouse";
import { asFlag, asPort, asText, isLoopback, type Settings, StartError } from "@throughline/pipeline";
import type { CollectorConfig } from "./config.ts";

/**
 * The collector's configuration from its settings.
 * @throws StartError naming the setting that cannot be used.
 */
export function collectorConfig(settings: Settings, clickhouse: ClickHouseOptions): CollectorConfig {
  const host = settings.get("THROUGHLINE_HOST", asText, "127.0.0.1");
  const tokens = settings.secrets("THROUGHLINE_INGEST_TOKEN");
  if (tokens.length === 0 && !isLoopback(host) && !settings.get("THROUGHLINE_INSECURE", asFlag, "0"))
    throw new StartError(
      `Cannot listen on "${host}" without THROUGHLINE_INGEST_TOKEN: set it, or THROUGHLINE_INSECURE=1 to let everyone in`,
    );
  return {
    host,
    otlpHttpPort: settings.get("THROUGHLINE_OTLP_HTTP_PORT", asPort, "4318"),
    otlpGrpcPort: settings.get("THROUGHLINE_OTLP_GRPC_PORT", asPort, "4317"),
    clickhouse,
    retention: retention(settings),
    tokens,
  };
}
