/** What was sent is sent again after this long, so that `last_seen` keeps it alive. */
const REFRESH_SECONDS = 12 * 3_600;
const FIRST_CAPACITY = 1_024;
const MAX_KNOWN = 1 << 20;
const SEED = (Math.random() * 0x1_0000_0000) | 0; // nobody outside can make hashes that meet in one place

/** Which 64-bit hashes were sent to be stored, and when: 24 bytes each in typed arrays, a million at most. */
export class RecentHashes {
  #size = 0;
  #lo = new Int32Array(FIRST_CAPACITY);
  #hi = new Int32Array(FIRST_CAPACITY);
  /** Unix seconds; 0: the place is free. */
  #sentAt = new Uint32Array(FIRST_CAPACITY);

  /** Whether what has this hash was not sent lately; it counts as sent from now on. */
  send(lo: number, hi: number, now: number): boolean {
    const place = this.#placeOf(lo, hi);
    const sentAt = this.#sentAt[place] as number;
    if (sentAt !== 0 && now - sentAt <= REFRESH_SECONDS) return false;
    this.#sentAt[place] = now;
    if (sentAt !== 0) return true;
    this.#lo[place] = lo;
    this.#hi[place] = hi;
    if (++this.#size * 2 > this.#lo.length) this.#grow();
    return true;
  }

  #placeOf(lo: number, hi: number): number {
    const mask = this.#lo.length - 1;
    let place = Math.imul(lo ^ SEED, 0x9e3779b1) ^ hi;
    place = Math.imul(place ^ (place >>> 15), 0x85ebca6b);
    place = (place ^ (place >>> 13)) & mask;
    while (this.#sentAt[place] !== 0 && (this.#lo[place] !== lo || this.#hi[place] !== hi)) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const lo = this.#lo;
    const hi = this.#hi;
    const sentAt = this.#sentAt;
    const forget = this.#size >= MAX_KNOWN; // they are merely stored once more
    const capacity = forget ? FIRST_CAPACITY : lo.length * 2;
    this.#lo = new Int32Array(capacity);
    this.#hi = new Int32Array(capacity);
    this.#sentAt = new Uint32Array(capacity);
    if (forget) {
      this.#size = 0;
      return;
    }
    for (let old = 0; old < lo.length; old++) {
      if (sentAt[old] === 0) continue;
      const place = this.#placeOf(lo[old] as number, hi[old] as number);
      this.#lo[place] = lo[old] as number;
      this.#hi[place] = hi[old] as number;
      this.#sentAt[place] = sentAt[old] as number;
    }
  }
}
