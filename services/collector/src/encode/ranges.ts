/** Places in a request's bytes, remembered to be read later. Its memory is kept when it is cleared: one serves for all items. */
export class Ranges {
  #places = new Int32Array(64);
  /** How many there are. */
  count = 0;

  push(start: number, stop: number): void {
    const at = this.count * 2;
    if (at === this.#places.length) {
      const grown = new Int32Array(at * 2);
      grown.set(this.#places);
      this.#places = grown;
    }
    this.#places[at] = start;
    this.#places[at + 1] = stop;
    this.count++;
  }

  start(index: number): number {
    return this.#places[index * 2] as number;
  }

  stop(index: number): number {
    return this.#places[index * 2 + 1] as number;
  }

  clear(): void {
    this.count = 0;
  }
}
