import { durationOfBucket } from "@throughline/schema";

/** Percentiles of durations, in nanoseconds; null: no duration is known. Off by `DURATION_ERROR` of the value at most. */
export interface Percentiles {
  readonly p50Nano: string | null;
  readonly p95Nano: string | null;
  readonly p99Nano: string | null;
}

/** The columns `buckets` and `counts` of an aggregate that gives a map from bucket to count. */
export function bucketColumns(aggregate: string): string {
  return `mapKeys(${aggregate}) AS buckets, arrayMap(count -> toFloat64(count), mapValues(${aggregate})) AS counts`;
}

/** Durations counted by bucket, as the tables hold them. */
export class DurationHistogram {
  readonly #counts = new Map<number, number>();
  #count = 0;

  /** How many durations are in it. */
  get count(): number {
    return this.#count;
  }

  add(buckets: readonly number[], counts: readonly number[]): void {
    for (const [index, bucket] of buckets.entries()) {
      const count = counts[index] ?? 0;
      this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
      this.#count += count;
    }
  }

  merge(other: DurationHistogram): void {
    this.add([...other.#counts.keys()], [...other.#counts.values()]);
  }

  percentiles(): Percentiles {
    return { p50Nano: this.quantile(0.5), p95Nano: this.quantile(0.95), p99Nano: this.quantile(0.99) };
  }

  /** The duration in nanoseconds that this share is not longer than; null: there is none. */
  quantile(share: number): string | null {
    if (this.#count === 0) return null;
    const sorted = [...this.#counts].toSorted(([a], [b]) => a - b);
    return nanosAt(sorted, Math.ceil(share * this.#count));
  }
}

/** The duration that so many are not longer than. */
function nanosAt(sorted: readonly (readonly [bucket: number, count: number])[], rank: number): string {
  let seen = 0;
  const found = sorted.find(([, count]) => (seen += count) >= rank) ?? sorted.at(-1);
  return String(BigInt(Math.round(durationOfBucket(found?.[0] ?? 0))));
}
