import { DURATION_FORMAT, parseDuration } from "@throughline/model";
import { asHttpUrl, asIdentifier, asText, type Settings } from "@throughline/pipeline";
import type { ClickHouseOptions } from "./client.ts";

const DAY_NANOS = 86_400_000_000_000n;

/** How long data is kept. */
export interface Retention {
  readonly nanos: bigint;
  readonly seconds: number;
  /** As it was configured, such as `7d`. */
  readonly text: string;
}

/** THROUGHLINE_RETENTION. */
export function retention(settings: Settings): Retention {
  return settings.get(
    "THROUGHLINE_RETENTION",
    (text) => {
      const nanos = parseDuration(text);
      if (nanos === undefined || nanos < DAY_NANOS / 24n || nanos > 3650n * DAY_NANOS)
        throw new Error(`expected ${DURATION_FORMAT}, from 1h to 3650d`);
      return { nanos, seconds: Number(nanos / 1_000_000_000n), text };
    },
    "7d",
  );
}

/** CLICKHOUSE_URL with user, password and database; undefined where no URL is set. */
export function clickhouseServer(settings: Settings): ClickHouseOptions | undefined {
  const url = settings.get("CLICKHOUSE_URL", asHttpUrl);
  return url === undefined
    ? undefined
    : {
        url,
        username: settings.get("CLICKHOUSE_USER", asText, "default"),
        password: settings.password("CLICKHOUSE_PASSWORD"),
        database: clickhouseDatabase(settings),
      };
}

/** CLICKHOUSE_DATABASE. */
export function clickhouseDatabase(settings: Settings): string {
  return settings.get("CLICKHOUSE_DATABASE", asIdentifier, "throughline");
}
