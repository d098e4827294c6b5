/** The sender is too fast: the same request may succeed after `retryAfterMs`. */
export class TooFastError extends Error {
  readonly retryAfterMs: number;
  constructor(perSecond: number, unit: string, retryAfterMs: number) {
    super(`more than ${perSecond} ${unit} a second from one client`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** How often buckets that are full again are forgotten. */
const SWEEP_MS = 60_000;

/** A bucket for each client that fills at a steady rate and holds one second's worth. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #unit: string;
  readonly #buckets = new Map<string, { amount: number; at: number }>();
  #sweptAt = Date.now();

  /** @param unit What is counted, as the message says it, such as `bytes` */
  constructor(perSecond: number, unit: string) {
    this.#perSecond = perSecond;
    this.#unit = unit;
  }

  /**
   * Takes what a request costs from its client's bucket. One request may overdraw it: it must not be larger than what is accepted at all.
   * @throws TooFastError while the bucket is empty.
   */
  take(client: string, amount: number): void {
    const now = Date.now();
    this.#sweep(now);
    const bucket = this.#buckets.get(client) ?? { amount: this.#perSecond, at: now };
    const filled = Math.min(this.#perSecond, bucket.amount + ((now - bucket.at) / 1000) * this.#perSecond);
    if (filled <= 0) throw new TooFastError(this.#perSecond, this.#unit, Math.max(1, Math.ceil((-filled / this.#perSecond) * 1000)));
    this.#buckets.set(client, { amount: filled - amount, at: now });
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    for (const [client, { at, amount }] of this.#buckets) {
      const filled = amount + ((now - at) / 1000) * this.#perSecond;
      if (filled >= this.#perSecond) this.#buckets.delete(client); // as good as new
    }
  }
}
