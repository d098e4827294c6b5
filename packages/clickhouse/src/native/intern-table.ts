import { ByteBuffer, type ByteSource } from "./byte-buffer.ts";

const SEED = (Math.random() * 0x1_0000_0000) | 0; // nobody outside can make keys that collide

/** Numbers for distinct byte strings, in order of appearance, found again by their bytes: no JavaScript string is made. */
export class InternTable {
  /** The distinct strings, one behind another. */
  readonly #bytes = new ByteBuffer(1024);
  /** Where string N starts; it ends where N+1 starts. */
  #starts = new Int32Array(64);
  #hashes = new Int32Array(64);
  /** What came behind string N the last time: attributes come in the same order again and again. */
  #followers = new Int32Array(64);
  /** Open addressing: index + 1, or 0. */
  #slots = new Int32Array(128);
  #last = 0;
  size = 0;

  /** Forgets all strings and keeps the memory. */
  clear(): void {
    this.size = this.#last = this.#bytes.length = 0;
    this.#slots.fill(0);
    this.#followers.fill(0);
  }

  /** The number of the bytes from `start` to `stop`. */
  intern(source: ByteSource, start: number, stop: number): number {
    const guess = this.#followers[this.#last] as number;
    if (guess < this.size && this.#equals(guess, source, start, stop)) return (this.#last = guess);
    const index = this.#find(source, start, stop);
    this.#followers[this.#last] = index;
    return (this.#last = index);
  }

  /** Bytes that `writeTo` will write. */
  get byteLength(): number {
    return this.#bytes.length + this.size * 5;
  }

  /** Calls `read` with the place of each string and its number, in their order. */
  forEach(read: (source: ByteSource, start: number, stop: number, index: number) => void): void {
    for (let index = 0; index < this.size; index++)
      read(this.#bytes, this.#starts[index] as number, this.#starts[index + 1] as number, index);
  }

  /** Writes each string with its length in front, as ClickHouse serializes String. */
  writeTo(out: ByteBuffer): void {
    for (let index = 0; index < this.size; index++) {
      const start = this.#starts[index] as number;
      const stop = this.#starts[index + 1] as number;
      out.varint(stop - start);
      out.copy(this.#bytes, start, stop);
    }
  }

  #find(source: ByteSource, start: number, stop: number): number {
    const hash = hashOf(source, start, stop);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = (this.#slots[slot] as number) - 1;
      if (index < 0) return this.#add(source, start, stop, hash, slot);
      if (this.#hashes[index] === hash && this.#equals(index, source, start, stop)) return index;
    }
  }

  #add(source: ByteSource, start: number, stop: number, hash: number, slot: number): number {
    const index = this.size++;
    if (this.size === this.#starts.length) this.#grow();
    this.#bytes.copy(source, start, stop);
    this.#starts[index + 1] = this.#bytes.length;
    this.#hashes[index] = hash;
    this.#slots[slot] = index + 1;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return index;
  }

  /** Compares four at a time; the last four overlap those before them. */
  #equals(index: number, source: ByteSource, start: number, stop: number): boolean {
    const from = this.#starts[index] as number;
    const count = stop - start;
    if ((this.#starts[index + 1] as number) - from !== count) return false;
    const mine = this.#bytes.view;
    const theirs = source.view;
    if (count >= 8) {
      const last = count - 8;
      if (mine.getBigInt64(from + last, true) !== theirs.getBigInt64(start + last, true)) return false;
      for (let at = 0; at < last; at += 8) if (mine.getBigInt64(from + at, true) !== theirs.getBigInt64(start + at, true)) return false;
      return true;
    }
    if (count >= 4) {
      const last = count - 4;
      if (mine.getInt32(from + last, true) !== theirs.getInt32(start + last, true)) return false;
      for (let at = 0; at < last; at += 4) if (mine.getInt32(from + at, true) !== theirs.getInt32(start + at, true)) return false;
      return true;
    }
    for (let at = 0; at < count; at++) if (mine.getUint8(from + at) !== theirs.getUint8(start + at)) return false;
    return true;
  }

  #grow(): void {
    const grown = (old: Int32Array) => {
      const array = new Int32Array(old.length * 2);
      array.set(old);
      return array;
    };
    this.#starts = grown(this.#starts);
    this.#hashes = grown(this.#hashes);
    this.#followers = grown(this.#followers);
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < this.size; index++) {
      let slot = (this.#hashes[index] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}

/** Four bytes at a time, the last four overlapping, then mixed (murmur3's finalizer). */
function hashOf({ view }: ByteSource, start: number, stop: number): number {
  let hash = SEED ^ (stop - start);
  if (stop - start >= 4) {
    for (let at = start; at < stop - 4; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ view.getInt32(stop - 4, true), 0x9e3779b1);
  } else for (let at = start; at < stop; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
