import { ByteBuffer } from "./byte-buffer.ts";
import { bytesEqual, type ByteSource } from "./byte-source.ts";

/**
 * Numbers for distinct byte strings, in order of appearance, found again by their bytes: no JavaScript string is made.
 *
 * Rows repeat their neighbours: the string that followed the last one before is tried first, and most often it is the one.
 */
export class InternTable {
  /** The distinct strings, one behind another. */
  readonly #strings = new ByteBuffer(1024);
  /** Where each begins; one more than there are. */
  readonly #starts: number[] = [0];
  readonly #hashes: number[] = [];
  /** What came after each string the last time. */
  readonly #followers: number[] = [];
  #last = 0;
  /** Open addressing: index + 1, or 0. */
  #slots = new Int32Array(64);

  get size(): number {
    return this.#hashes.length;
  }

  /** The number of the bytes from `start` to `stop`. */
  intern(source: ByteSource, start: number, stop: number): number {
    if (this.#hashes.length > 0) {
      const guess = this.#followers[this.#last] as number;
      if (this.#is(guess, source, start, stop)) {
        this.#last = guess;
        return guess;
      }
    }
    const found = this.#find(source, start, stop);
    this.#followers[this.#last] = found;
    this.#last = found;
    return found;
  }

  /** Writes each string with its length in front, as ClickHouse serializes String. */
  writeTo(out: ByteBuffer): void {
    for (let index = 0; index < this.size; index++) {
      const start = this.#starts[index] as number;
      const stop = this.#starts[index + 1] as number;
      out.varint(stop - start);
      out.copy(this.#strings, start, stop);
    }
  }

  #find(source: ByteSource, start: number, stop: number): number {
    const hash = hashOf(source, start, stop);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const index = (this.#slots[slot] as number) - 1;
      if (index < 0) return this.#add(source, start, stop, hash, slot);
      if (this.#hashes[index] === hash && this.#is(index, source, start, stop)) return index;
      slot = (slot + 1) & mask;
    }
  }

  #is(index: number, source: ByteSource, start: number, stop: number): boolean {
    const mine = this.#starts[index] as number;
    const count = stop - start;
    return (this.#starts[index + 1] as number) - mine === count && bytesEqual(this.#strings, mine, source, start, count);
  }

  #add(source: ByteSource, start: number, stop: number, hash: number, slot: number): number {
    this.#strings.copy(source, start, stop);
    this.#starts.push(this.#strings.length);
    this.#followers.push(0);
    const size = this.#hashes.push(hash);
    this.#slots[slot] = size;
    if (size * 2 > this.#slots.length) this.#rehash();
    return size - 1;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const [index, hash] of this.#hashes.entries()) {
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}

/** Four bytes at a time, in the way of FNV-1a, with murmur3's finish so that the low bits depend on all. */
function hashOf({ bytes, view }: ByteSource, start: number, stop: number): number {
  let hash = 0x811c9dc5 ^ (stop - start);
  let at = start;
  for (; at + 4 <= stop; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at), 0x01000193);
    hash ^= hash >>> 15;
  }
  for (; at < stop; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
