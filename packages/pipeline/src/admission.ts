import { UnavailableError } from "./unavailable.ts";

const RETRY_AFTER_MS = 1_000;

/** How much may be in hand at once. */
export class Admission {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Does `work` with so many bytes in hand.
   * @throws UnavailableError when they would be too many with all others.
   */
  async hold<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    if (this.#bytes + bytes > this.#maxBytes)
      throw new UnavailableError(`${this.#bytes} bytes of requests are in hand already`, RETRY_AFTER_MS);
    this.#bytes += bytes;
    try {
      return await work();
    } finally {
      this.#bytes -= bytes;
    }
  }
}
