import type { ByteSource } from "./byte-source.ts";

const UTF8 = new TextEncoder();
const DIGIT_0 = 48;
const MINUS = 45;
/** From this many bytes on, the engine's own copy is faster than ours (measured). */
const LARGE = 48;

/** Bytes that grow at their end. */
export class ByteBuffer implements ByteSource {
  /** Holds `length` bytes, and room behind them; replaced when it grows. */
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView<ArrayBuffer>;
  length = 0;

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** What has been written; valid until the next write. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  uint8(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Each in four bytes, the low one first: as the machines that we run on keep them. */
  uint32s(values: Uint32Array): void {
    this.reserve(values.byteLength);
    this.bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), this.length);
    this.length += values.byteLength;
  }

  /** Two unsigned halves of a 64-bit integer, signed or not. */
  uint64(lo: number, hi: number): void {
    this.reserve(8);
    this.view.setUint32(this.length, lo, true);
    this.view.setUint32(this.length + 4, hi, true);
    this.length += 8;
  }

  /** Unsigned LEB128, up to 2^53. */
  varint(value: number): void {
    this.reserve(10);
    while (value >= 0x80) {
      this.bytes[this.length++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    this.bytes[this.length++] = value;
  }

  copy(source: ByteSource, start: number, stop: number): void {
    const count = stop - start;
    this.reserve(count);
    if (count >= LARGE) this.bytes.set(source.bytes.subarray(start, stop), this.length);
    else copyShort(this.view, this.length, source.view, start, count);
    this.length += count;
  }

  /** All that another buffer holds. */
  append(other: ByteBuffer): void {
    this.reserve(other.length);
    this.bytes.set(other.written, this.length);
    this.length += other.length;
  }

  zeros(count: number): void {
    this.reserve(count);
    this.bytes.fill(0, this.length, this.length + count);
    this.length += count;
  }

  /** Text as UTF-8, without a length. */
  text(text: string): void {
    this.reserve(text.length * 3);
    this.length += UTF8.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** A signed 32-bit integer as decimal text. */
  decimal(value: number): void {
    this.reserve(11);
    let rest = value;
    if (rest < 0) {
      this.bytes[this.length++] = MINUS;
      rest = -rest;
    }
    let digits = 1;
    for (let limit = 10; rest >= limit; limit *= 10) digits++;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      this.bytes[at] = DIGIT_0 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.length += digits;
  }

  /** Makes room for so many bytes more. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.written);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

/** Four bytes at a time: a subarray and `set` cost as much as fifty bytes (measured). */
function copyShort(target: DataView, at: number, source: DataView, from: number, count: number): void {
  let index = 0;
  for (; index + 4 <= count; index += 4) target.setInt32(at + index, source.getInt32(from + index));
  for (; index < count; index++) target.setUint8(at + index, source.getUint8(from + index));
}
