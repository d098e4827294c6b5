/** 32-bit integers that grow at their end. The memory is kept and used again. */
export class IntList {
  /** What lies behind `length` is old. */
  at = new Int32Array(64);
  length = 0;

  add(value: number): void {
    if (this.length === this.at.length) this.#grow(this.length * 2);
    this.at[this.length++] = value;
  }

  /** Makes it so many zeros. */
  zeros(count: number): void {
    if (count > this.at.length) this.#grow(count * 2);
    this.at.fill(0, 0, count);
    this.length = count;
  }

  #grow(capacity: number): void {
    const grown = new Int32Array(capacity);
    grown.set(this.at);
    this.at = grown;
  }
}
