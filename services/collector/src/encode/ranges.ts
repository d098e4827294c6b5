/** Places in a request's bytes, remembered to be read later: pairs of start and stop. Used again for each item. */
export class Ranges {
  /** Pairs: start, stop. What lies behind `length` is old. */
  at = new Int32Array(64);
  length = 0;

  add(start: number, stop: number): void {
    if (this.length === this.at.length) this.#grow();
    this.at[this.length] = start;
    this.at[this.length + 1] = stop;
    this.length += 2;
  }

  #grow(): void {
    const grown = new Int32Array(this.at.length * 2);
    grown.set(this.at);
    this.at = grown;
  }
}

/** Calls `read` with each start and stop. */
export function forEachRange({ at, length }: Ranges, read: (start: number, stop: number) => void): void {
  for (let index = 0; index < length; index += 2) read(at[index] as number, at[index + 1] as number);
}
