/** How far ahead of ours a clock may be. */
const FUTURE_MS = 3_600_000;

/** What was known when a request came; kept with it, so that a batch encoded again after a crash has the same rows. */
export interface Reception {
  /** Unix milliseconds. */
  readonly receivedAt: number;
  /** How long data is kept: older items are rejected one by one. */
  readonly retentionSeconds: number;
}

/** What becomes of the items of one request. */
export class Verdict {
  accepted = 0;
  /** Rejected items by reason. */
  readonly rejected = new Map<string, number>();
  readonly #oldest: number;
  readonly #newest: number;
  readonly #tooOld: string;

  constructor({ receivedAt, retentionSeconds }: Reception) {
    this.#oldest = (receivedAt - retentionSeconds * 1_000) * 1e6;
    this.#newest = (receivedAt + FUTURE_MS) * 1e6;
    this.#tooOld = `time is older than the retention of ${durationText(retentionSeconds)}`;
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
    const nanos = (hi >>> 0) * 0x1_0000_0000 + (lo >>> 0);
    if (nanos < this.#oldest) return this.#tooOld;
    if (nanos > this.#newest) return "time is more than 1h in the future";
    return undefined;
  }

  /** For the partial success message: every reason with its count. Empty if all was accepted. */
  get message(): string {
    return [...this.rejected].map(([reason, count]) => `${count} rejected: ${reason}`).join("; ");
  }
}

function durationText(seconds: number): string {
  const units = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "m"],
  ] as const;
  for (const [size, unit] of units) if (seconds % size === 0) return `${seconds / size}${unit}`;
  return `${seconds}s`;
}
