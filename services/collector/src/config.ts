import type { ClickHouseOptions, Retention } from "@throughline/clickhouse";

export interface CollectorConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  readonly clickhouse: ClickHouseOptions;
  /** Older items are rejected one by one. */
  readonly retention: Retention;
  /** Accepted as `Authorization: Bearer`; none: everyone is let in. */
  readonly tokens: readonly string[];
}

/** Largest request, as sent and unpacked, in bytes. */
export const MAX_REQUEST_BYTES = 32 * 1024 * 1024;
