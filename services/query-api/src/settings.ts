import { type ClickHouseOptions, retention } from "@throughline/clickhouse";
import { asFlag, asPort, asText, isLoopback, type Settings, StartError } from "@throughline/pipeline";
import type { QueryApiConfig } from "./config.ts";

/**
 * The query API's configuration from its settings.
 * @throws StartError naming the setting that cannot be used.
 */
export function queryApiConfig(settings: Settings, clickhouse: ClickHouseOptions): QueryApiConfig {
  const host = settings.get("THROUGHLINE_HOST", asText, "127.0.0.1");
  const tokens = settings.secrets("THROUGHLINE_QUERY_TOKEN");
  if (tokens.length === 0 && !isLoopback(host) && !settings.get("THROUGHLINE_INSECURE", asFlag, "0"))
    throw new StartError(
      `Cannot listen on "${host}" without THROUGHLINE_QUERY_TOKEN: set it, or THROUGHLINE_INSECURE=1 to let everyone in`,
    );
  return { host, port: settings.get("THROUGHLINE_PORT", asPort, "3200"), clickhouse, retention: retention(settings), tokens };
}
