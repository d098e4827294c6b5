import { durationOfBucket } from "@throughline/schema";

/** Percentiles of durations, in nanoseconds; null: no duration is known. Off by `DURATION_ERROR` of the value at most. */
export interface Percentiles {
  readonly p50Nano: string | null;
  readonly p95Nano: string | null;
  readonly p99Nano: string | null;
}

/** What the columns of `percentileColumns` hold. */
export interface PercentileColumns {
  /** The buckets in which the percentiles lie. */
  readonly buckets: readonly (number | null)[];
  /** How many durations are known. */
  readonly counted: string;
}

/**
 * How ClickHouse finds the bucket that a share of the durations does not lie above; both find the same. `sparse` takes memory by the
 * buckets that there are. `dense` takes half the time and up to 22 KiB for each group: it is made for milliseconds, and exact below 1024,
 * as all buckets are of less than five centuries; its rank is rounded up for few durations as it is for many where the share is a hair smaller.
 */
const QUANTILES = {
  sparse: { name: "quantilesExactWeighted", levels: "0.5, 0.95, 0.99" },
  dense: { name: "quantilesTimingWeighted", levels: "0.499999999999, 0.949999999999, 0.989999999999" },
} as const;

export type Density = keyof typeof QUANTILES;

/** The columns that `percentilesOf` reads, of rows that have the column `durations`. */
export function percentileColumns(density: Density): string {
  const { name, levels } = QUANTILES[density];
  return `${name}Array(${levels})(mapKeys(durations), mapValues(durations)) AS buckets, sumArray(mapValues(durations)) AS counted`;
}

export function percentilesOf({ buckets: [p50, p95, p99], counted }: PercentileColumns): Percentiles {
  const nanos = (bucket: number | null | undefined) => (counted === "0" ? null : nanosOf(bucket ?? 0));
  return { p50Nano: nanos(p50), p95Nano: nanos(p95), p99Nano: nanos(p99) };
}

/** The middle of a bucket, in whole nanoseconds. */
export function nanosOf(bucket: number): string {
  return String(BigInt(Math.round(durationOfBucket(bucket))));
}
