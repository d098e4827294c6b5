const LONGEST = 64;
const SLOTS = 8_192;

/** What `get` gives for bytes that it does not know. */
export const UNKNOWN = 255;

/**
 * Answers given before about short texts, by their bytes. Keys and most values come again and again, and to know them by their bytes takes a fraction
 * of the time that it takes to make a text of them. Of two that fall on the same slot the newer one stays.
 */
export class KnownBytes {
  readonly #bytes = new Uint8Array(SLOTS * LONGEST);
  /** By slot: how long its text is; 0: none. */
  readonly #lengths = new Uint8Array(SLOTS);
  readonly #answers = new Uint8Array(SLOTS);
  /** Where what `get` was last asked for belongs. */
  #slot = 0;

  get(bytes: Uint8Array, start: number, stop: number): number {
    const length = stop - start;
    if (length > LONGEST) return UNKNOWN;
    let hash = length;
    for (let at = start; at < stop; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x0100_0193);
    const slot = (this.#slot = (hash ^ (hash >>> 15)) & (SLOTS - 1));
    if (this.#lengths[slot] !== length || length === 0) return UNKNOWN;
    const known = this.#bytes;
    for (let at = start, own = slot * LONGEST; at < stop; at++, own++) if (known[own] !== bytes[at]) return UNKNOWN;
    return this.#answers[slot] as number;
  }

  /** Remembers the answer to what `get` was asked for last. */
  set(bytes: Uint8Array, start: number, stop: number, answer: number): void {
    if (stop - start > LONGEST) return;
    const slot = this.#slot;
    for (let at = start, own = slot * LONGEST; at < stop; at++, own++) this.#bytes[own] = bytes[at] as number;
    this.#lengths[slot] = stop - start;
    this.#answers[slot] = answer;
  }
}
