/** Unsigned 32-bit integers that grow at their end. */
export class Uint32List {
  #values = new Uint32Array(64);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length++] = value;
  }

  /** What has been pushed; valid until the next push. */
  get values(): Uint32Array<ArrayBuffer> {
    return this.#values.subarray(0, this.length);
  }

  #grow(): void {
    const grown = new Uint32Array(this.#values.length * 2);
    grown.set(this.#values);
    this.#values = grown;
  }
}
