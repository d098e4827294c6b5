import type { ClickHouseOptions, DiskBudget } from "@throughline/clickhouse";
import type { Retention } from "@throughline/model";
import type { CertificateFiles } from "@throughline/pipeline";
import type { RedactionRules } from "./redact/rules.ts";

export interface CollectorConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  readonly clickhouse: ClickHouseOptions;
  /** Older items are rejected one by one. */
  readonly retention: Retention;
  /** What is stored may take so much of the disk; the oldest days are removed before it takes more. */
  readonly diskBudget: DiskBudget;
  /** Accepted as `Authorization: Bearer`; none: everyone is let in. */
  readonly tokens: readonly string[];
  /** Without tokens: takes what comes also under names that may be anybody's, and from pages of other sites. */
  readonly insecure: boolean;
  /** Folder of the queue and of batches set aside; it must belong to this collector alone. */
  readonly data: string;
  /** Undefined: no TLS. */
  readonly tls: CertificateFiles | undefined;
  /** What is taken out of requests before they touch the disk; undefined: nothing. */
  readonly redaction: RedactionRules | undefined;
  /** How often a record is written and read back to see whether all works, in milliseconds; 0: never. */
  readonly probeIntervalMs: number;
  /** Bytes of requests that may wait on disk for ClickHouse. */
  readonly queueMaxBytes: number;
  /** Bytes a second that one client may send; undefined: as many as it likes. */
  readonly clientBytesPerSecond: number | undefined;
  /** Threads that encode batches beside the main one; 0: none. */
  readonly encodeThreads: number;
}

/** Largest request, as sent and unpacked, in bytes. */
export const MAX_REQUEST_BYTES = 32 * 1024 * 1024;
