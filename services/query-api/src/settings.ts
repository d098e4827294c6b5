import { type ClickHouseOptions, diskBudget, retention } from "@throughline/clickhouse";
import { asCount, asFlag, asPort, asRate, asText, certificateFiles, isLoopback, type Settings, StartError } from "@throughline/pipeline";
import { DEFAULT_LIMITS, type QueryApiConfig } from "./config.ts";
import { queryTokens } from "./gate/access.ts";
import { asOrigins } from "./gate/cors.ts";

/**
 * The query API's configuration from its settings.
 * @throws StartError naming the setting that cannot be used.
 */
export function queryApiConfig(settings: Settings, clickhouse: ClickHouseOptions): QueryApiConfig {
  const host = settings.get("THROUGHLINE_HOST", asText, "127.0.0.1");
  const tokens = queryTokens(settings.secrets("THROUGHLINE_QUERY_TOKEN"));
  const insecure = settings.get("THROUGHLINE_INSECURE", asFlag, "0");
  if (tokens.length === 0 && !isLoopback(host) && !insecure)
    throw new StartError(
      `Cannot listen on "${host}" without THROUGHLINE_QUERY_TOKEN: set it, or THROUGHLINE_INSECURE=1 to let everyone in`,
    );
  return {
    host,
    port: settings.get("THROUGHLINE_PORT", asPort, "3200"),
    clickhouse,
    retention: retention(settings),
    diskBudget: diskBudget(settings),
    tokens,
    insecure,
    tls: certificateFiles(settings),
    limits: {
      clientQueriesPerSecond: settings.get("THROUGHLINE_CLIENT_QUERIES_PER_SECOND", asRate),
      clientQueriesAtOnce: settings.get("THROUGHLINE_CLIENT_QUERIES_AT_ONCE", asCount),
      queriesAtOnce: settings.get("THROUGHLINE_QUERIES_AT_ONCE", asCount, String(DEFAULT_LIMITS.queriesAtOnce)),
    },
    corsOrigins: settings.get("THROUGHLINE_CORS_ORIGINS", asOrigins, ""),
  };
}
