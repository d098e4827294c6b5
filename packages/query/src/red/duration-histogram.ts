import { nanosOf, type Percentiles } from "./percentiles.ts";

/** The columns `buckets` and `counts` of an aggregate that gives a map from bucket to count. */
export function bucketColumns(aggregate: string): string {
  return `mapKeys(${aggregate}) AS buckets, arrayMap(count -> toFloat64(count), mapValues(${aggregate})) AS counts`;
}

/** Durations counted by bucket, where they must be added up here. */
export class DurationHistogram {
  readonly #counts = new Map<number, number>();
  #count = 0;

  add(buckets: readonly number[], counts: readonly number[]): void {
    for (const [index, bucket] of buckets.entries()) {
      const count = counts[index] ?? 0;
      this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
      this.#count += count;
    }
  }

  percentiles(): Percentiles {
    if (this.#count === 0) return { p50Nano: null, p95Nano: null, p99Nano: null };
    const sorted = [...this.#counts].toSorted(([a], [b]) => a - b);
    const nanos = (share: number) => nanosOf(bucketAt(sorted, Math.ceil(share * this.#count)));
    return { p50Nano: nanos(0.5), p95Nano: nanos(0.95), p99Nano: nanos(0.99) };
  }
}

/** The bucket above which those after so many lie. */
function bucketAt(sorted: readonly (readonly [bucket: number, count: number])[], rank: number): number {
  let seen = 0;
  const found = sorted.find(([, count]) => (seen += count) >= rank) ?? sorted.at(-1);
  return found?.[0] ?? 0;
}
