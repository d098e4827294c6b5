import type { Token } from "@throughline/api";
import type { ClickHouseOptions, DiskBudget } from "@throughline/clickhouse";
import type { Retention } from "@throughline/model";
import type { CertificateFiles } from "@throughline/pipeline";

/** A part of the system and whether it works. */
export interface PartState {
  readonly ok: boolean;
  readonly detail?: string;
}

export interface QueryApiConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clickhouse: ClickHouseOptions;
  readonly retention: Retention;
  /** What collectors keep the disk to: shown, not kept here. 80 % of the volume if left out. */
  readonly diskBudget?: DiskBudget;
  /** Accepted as `Authorization: Bearer`; none: everyone is let in. */
  readonly tokens: readonly Token[];
  /** No TLS if left out. */
  readonly tls?: CertificateFiles | undefined;
  /** Without tokens: answers also under names that may be anybody's. */
  readonly insecure?: boolean;
  /** Origins whose pages may read answers; none if left out. */
  readonly corsOrigins?: readonly string[];
  /** How much clients may ask; `DEFAULT_LIMITS` if left out. */
  readonly limits?: Limits;
  /** Further parts that `/ready` shows, by name. */
  readonly readiness?: () => Promise<Readonly<Record<string, PartState>>>;
  /** What one answer may cost and hold; `DEFAULT_BOUNDS` where it is not given. */
  readonly bounds?: Partial<Bounds>;
}

/** How much clients may ask, at once and over time. A client is a token, or an address where no token is wanted. */
export interface Limits {
  /** Undefined: as many as it likes. */
  readonly clientQueriesPerSecond: number | undefined;
  /** Undefined: as many as all may. */
  readonly clientQueriesAtOnce: number | undefined;
  /** Of all clients: each may take `Bounds.queryBytes` of ClickHouse's memory, and holds its answer in ours. */
  readonly queriesAtOnce: number;
}

export const DEFAULT_LIMITS: Limits = { clientQueriesPerSecond: undefined, clientQueriesAtOnce: undefined, queriesAtOnce: 100 };

/** What one answer may cost and hold. What is beyond is cut, and the answer says so. */
export interface Bounds {
  /** Of one trace. */
  readonly traceSpans: number;
  /** Of all traces of one correlation ID, and of one trace where another tool asks for it. */
  readonly spans: number;
  readonly logs: number;
  /** Traces of one correlation ID. */
  readonly traces: number;
  /** A query in ClickHouse, and a search made of several, ends after this. */
  readonly querySeconds: number;
  /** Memory of one query in ClickHouse. */
  readonly queryBytes: number;
  /** Longest range of time that a search covers, in nanoseconds. */
  readonly rangeNanos: bigint;
}

export const DEFAULT_BOUNDS: Bounds = {
  traceSpans: 100_000,
  spans: 10_000,
  logs: 10_000,
  traces: 1_000,
  querySeconds: 20,
  queryBytes: 1024 ** 3,
  rangeNanos: 31n * 86_400_000_000_000n,
};

/** Longest URL, in bytes: a query of 10 000 characters fits, percent-encoded. */
export const MAX_URL_BYTES = 40_000;
