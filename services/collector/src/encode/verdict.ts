import type { Retention } from "@throughline/clickhouse";

/** How far ahead of ours a clock may be. */
const FUTURE_NANOS = 3_600_000_000_000n;

/** What became of the items of one request. */
export class Verdict {
  accepted = 0;
  /** Rejected items by reason. */
  readonly rejected = new Map<string, number>();
  readonly #oldest: number;
  readonly #newest: number;
  readonly #tooOld: string;

  /** `now` in Unix nanoseconds. */
  constructor(now: bigint, retention: Retention) {
    this.#oldest = Number(now - retention.nanos);
    this.#newest = Number(now + FUTURE_NANOS);
    this.#tooOld = `time is older than the retention of ${retention.text}`;
  }

  get rejectedCount(): number {
    let count = 0;
    for (const items of this.rejected.values()) count += items;
    return count;
  }

  reject(reason: string): void {
    this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
  }

  /** Why a time (Unix nanoseconds, in halves) is not accepted; a double is exact enough for bounds of days. */
  whyNotAt(lo: number, hi: number): string | undefined {
    const nanos = hi * 0x1_0000_0000 + lo;
    if (nanos < this.#oldest) return this.#tooOld;
    if (nanos > this.#newest) return "time is more than 1h in the future";
    return undefined;
  }

  /** For the partial success message: every reason with its count. Empty if all was accepted. */
  get message(): string {
    return [...this.rejected].map(([reason, count]) => `${count} rejected: ${reason}`).join("; ");
  }
}
