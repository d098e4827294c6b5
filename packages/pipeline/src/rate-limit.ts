/** The sender is too fast: the same request may succeed after `retryAfterMs`. */
export class TooFastError extends Error {
  readonly retryAfterMs: number;
  constructor(bytesPerSecond: number, retryAfterMs: number) {
    super(`more than ${bytesPerSecond} bytes a second from one client`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** How often buckets that are full again are forgotten. */
const SWEEP_MS = 60_000;

/** A bucket for each client that fills at a steady rate and holds one second's worth. */
export class RateLimit {
  readonly #bytesPerSecond: number;
  readonly #buckets = new Map<string, { bytes: number; at: number }>();
  #sweptAt = Date.now();

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /**
   * Takes a request's bytes from its client's bucket. One request may overdraw it: it must not be larger than what is accepted at all.
   * @throws TooFastError while the bucket is empty.
   */
  take(client: string, bytes: number): void {
    const now = Date.now();
    this.#sweep(now);
    const bucket = this.#buckets.get(client) ?? { bytes: this.#bytesPerSecond, at: now };
    const filled = Math.min(this.#bytesPerSecond, bucket.bytes + ((now - bucket.at) / 1000) * this.#bytesPerSecond);
    if (filled <= 0) throw new TooFastError(this.#bytesPerSecond, Math.max(1, Math.ceil((-filled / this.#bytesPerSecond) * 1000)));
    this.#buckets.set(client, { bytes: filled - bytes, at: now });
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    for (const [client, { at, bytes }] of this.#buckets) {
      const filled = bytes + ((now - at) / 1000) * this.#bytesPerSecond;
      if (filled >= this.#bytesPerSecond) this.#buckets.delete(client); // as good as new
    }
  }
}
