import { asHttpUrl, asIdentifier, asText, type Parse, type Settings, StartError } from "@throughline/pipeline";
import type { ClickHouseOptions } from "./client.ts";

/** CLICKHOUSE_URL with user, password and database, and THROUGHLINE_CLUSTER; undefined where no URL is set. */
export function clickhouseServer(settings: Settings): ClickHouseOptions | undefined {
  const name = settings.get("THROUGHLINE_CLUSTER", asIdentifier);
  const urls =
    name === undefined ? settings.get("CLICKHOUSE_URL", (text) => [asHttpUrl(text)]) : settings.get("CLICKHOUSE_URL", asHttpUrls);
  const [url] = urls ?? [];
  if (urls === undefined || url === undefined) {
    if (name === undefined) return undefined;
    throw new StartError(
      `Cannot use THROUGHLINE_CLUSTER "${name}" without CLICKHOUSE_URL: expected http://HOST:PORT of every server, separated by commas`,
    );
  }
  return {
    url,
    username: settings.get("CLICKHOUSE_USER", asText, "default"),
    password: settings.password("CLICKHOUSE_PASSWORD"),
    database: clickhouseDatabase(settings),
    cluster: name === undefined ? undefined : { name, urls },
  };
}

/** Each once: an address that is given twice would count as two servers. */
const asHttpUrls: Parse<string[]> = (text) => {
  const urls = text.split(",").map((url) => asHttpUrl(url.trim()));
  if (new Set(urls).size < urls.length) throw new Error("expected every server once");
  return urls;
};

/** CLICKHOUSE_DATABASE. */
export function clickhouseDatabase(settings: Settings): string {
  return settings.get("CLICKHOUSE_DATABASE", asIdentifier, "throughline");
}
