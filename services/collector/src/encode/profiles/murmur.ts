import type { ByteSource } from "@throughline/clickhouse";

const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;

/**
 * The first 64 bits of MurmurHash3_x86_128 with seed 0: 32-bit arithmetic throughout, the same in every process and version. Frames and stacks
 * are stored under these hashes, so it must never change.
 */
export class Murmur {
  /** Halves of the last hash. */
  lo = 0;
  hi = 0;

  /** Hashes the bytes from `start` to `stop`. */
  hash({ bytes, view }: ByteSource, start: number, stop: number): void {
    let h1 = 0;
    let h2 = 0;
    let h3 = 0;
    let h4 = 0;
    let at = start;
    for (; at + 16 <= stop; at += 16) {
      h1 ^= mixed(view.getInt32(at, true), C1, 15, C2);
      h1 = (Math.imul(rotated(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
      h2 ^= mixed(view.getInt32(at + 4, true), C2, 16, C3);
      h2 = (Math.imul(rotated(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
      h3 ^= mixed(view.getInt32(at + 8, true), C3, 17, C4);
      h3 = (Math.imul(rotated(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
      h4 ^= mixed(view.getInt32(at + 12, true), C4, 18, C1);
      h4 = (Math.imul(rotated(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
    }
    if (at + 12 < stop) h4 ^= mixed(rest(bytes, at + 12, stop), C4, 18, C1);
    if (at + 8 < stop) h3 ^= mixed(rest(bytes, at + 8, stop), C3, 17, C4);
    if (at + 4 < stop) h2 ^= mixed(rest(bytes, at + 4, stop), C2, 16, C3);
    if (at < stop) h1 ^= mixed(rest(bytes, at, stop), C1, 15, C2);
    const length = stop - start;
    h1 ^= length;
    h2 ^= length;
    h3 ^= length;
    h4 ^= length;
    h1 = (h1 + h2 + h3 + h4) | 0;
    h2 = finished((h2 + h1) | 0);
    h3 = finished((h3 + h1) | 0);
    h4 = finished((h4 + h1) | 0);
    h1 = finished(h1);
    this.lo = (h1 + h2 + h3 + h4) | 0;
    this.hi = (h2 + this.lo) | 0;
  }
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function mixed(word: number, first: number, bits: number, second: number): number {
  return Math.imul(rotated(Math.imul(word, first), bits), second);
}

function finished(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Up to four bytes as a little-endian word. */
function rest(bytes: Uint8Array, at: number, stop: number): number {
  let word = 0;
  for (let shift = 0; shift < 32 && at < stop; shift += 8) word |= (bytes[at++] as number) << shift;
  return word;
}
