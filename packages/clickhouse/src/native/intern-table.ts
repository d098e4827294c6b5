import { ByteBuffer } from "./byte-buffer.ts";

/** Numbers for distinct byte strings, in order of appearance, found again by their bytes: no JavaScript string is made. */
export class InternTable {
  /** The distinct strings, one behind another. */
  readonly #bytes = new ByteBuffer(1024);
  /** Where string N ends; it starts where N−1 ends. */
  readonly #ends: number[] = [];
  readonly #hashes: number[] = [];
  /** Open addressing: index + 1, or 0. */
  #slots = new Int32Array(64);

  get size(): number {
    return this.#ends.length;
  }

  /** The number of the bytes from `start` to `stop`. */
  intern(source: Uint8Array, start: number, stop: number): number {
    let hash = 0x811c9dc5; // FNV-1a
    for (let at = start; at < stop; at++) hash = Math.imul(hash ^ (source[at] as number), 0x01000193);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const index = (this.#slots[slot] as number) - 1;
      if (index < 0) return this.#add(source, start, stop, hash, slot);
      if (this.#hashes[index] === hash && this.#equals(index, source, start, stop)) return index;
      slot = (slot + 1) & mask;
    }
  }

  /** Writes each string with its length in front, as ClickHouse serializes String. */
  writeTo(out: ByteBuffer): void {
    let start = 0;
    for (const end of this.#ends) {
      out.varint(end - start);
      out.copy(this.#bytes.bytes, start, end);
      start = end;
    }
  }

  #add(source: Uint8Array, start: number, stop: number, hash: number, slot: number): number {
    this.#bytes.copy(source, start, stop);
    this.#hashes.push(hash);
    const size = this.#ends.push(this.#bytes.length);
    this.#slots[slot] = size;
    if (size * 2 > this.#slots.length) this.#rehash();
    return size - 1;
  }

  #equals(index: number, source: Uint8Array, start: number, stop: number): boolean {
    const from = index === 0 ? 0 : (this.#ends[index - 1] as number);
    if ((this.#ends[index] as number) - from !== stop - start) return false;
    const bytes = this.#bytes.bytes;
    for (let at = start, mine = from; at < stop; at++, mine++) if (bytes[mine] !== source[at]) return false;
    return true;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const [index, hash] of this.#hashes.entries()) {
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}
