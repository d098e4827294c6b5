import { keptText } from "@throughline/model";

/** How far ahead of ours a clock may be. */
const FUTURE_MS = 3_600_000;

/** What was known when a request came; kept with it, so that a batch encoded again after a crash has the same rows. */
export interface Reception {
  /** Unix milliseconds. */
  readonly receivedAt: number;
  /** How long what the request brings is kept: older items are rejected one by one. */
  readonly retentionSeconds: number;
}

/** What becomes of the items of one request. */
export class Verdict {
  accepted = 0;
  /** Rejected items by reason. */
  readonly rejected = new Map<string, number>();
  /** What the partial success counts: rejected items; for profiles, those of which samples were rejected. */
  rejectedCount = 0;
  readonly #oldest: number;
  readonly #newest: number;
  readonly #tooOld: string;

  constructor({ receivedAt, retentionSeconds }: Reception) {
    this.#oldest = (receivedAt - retentionSeconds * 1_000) * 1e6;
    this.#newest = (receivedAt + FUTURE_MS) * 1e6;
    this.#tooOld = `time is older than the retention of ${keptText(retentionSeconds)}`;
  }

  /** Rejects one item. */
  reject(reason: string): void {
    this.rejectedCount++;
    this.count(reason, 1);
  }

  /** Counts items as rejected that are parts of what the partial success counts. */
  count(reason: string, items: number): void {
    this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + items);
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
