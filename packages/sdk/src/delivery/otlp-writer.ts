import type { Attributes, HrTime } from "@opentelemetry/api";

/** The least size of the buffer, and the size above which it is not kept for the next message, in bytes. */
const MIN_BYTES = 65_536;
const MAX_KEPT_BYTES = 1_048_576;

/** From this length on the engine's own UTF-8 is faster than a loop over the characters. */
const NATIVE_TEXT = 40;

/** Values nest no deeper than this: receivers take no more than a hundred messages in one another, and a level is three. */
const MAX_VALUE_DEPTH = 30;

const TWO_32 = 2 ** 32;
const TWO_63 = 2 ** 63;
const MAX_INT64 = 2n ** 63n - 1n;

/** What stands in front of a field of a number below 16: the number and the wire type. */
export const varintTag = (field: number): number => field << 3;
export const fixed64Tag = (field: number): number => (field << 3) | 1;
export const lengthTag = (field: number): number => (field << 3) | 2;
export const fixed32Tag = (field: number): number => (field << 3) | 5;

const KEY = lengthTag(1);
const VALUE = lengthTag(2);
const STRING_VALUE = lengthTag(1);
const BOOL_VALUE = varintTag(2);
const INT_VALUE = varintTag(3);
const DOUBLE_VALUE = fixed64Tag(4);
const ARRAY_VALUE = lengthTag(5);
const MAP_VALUE = lengthTag(6);
const BYTES_VALUE = lengthTag(7);
const ELEMENT = lengthTag(1);

/** The value of a hex digit, by character code; 0 for any other character. */
const HEX = new Uint8Array(128);
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/**
 * Writes protobuf into one growing buffer that is used again for the next message.
 *
 * The length of an inner message is written when the message is done: `open` leaves the room that it most likely needs, `close` moves the
 * message by a few bytes where that was wrong. Measuring first, as OpenTelemetry does, walks everything twice and was slower.
 */
export class OtlpWriter {
  /** How much is written, in bytes. Set it back to take away what was written after. */
  at = 0;
  #bytes = Buffer.allocUnsafeSlow(MIN_BYTES);

  /** Begins an inner message. `width` is the likely size of its length, in bytes. Pass what it returns to `close`. */
  open(tag: number, width: number): number {
    this.#reserve(width + 1);
    this.#bytes[this.at] = tag;
    this.at += 1 + width;
    return this.at;
  }

  /** Ends the inner message that `open` began with the same width. */
  close(start: number, width: number): void {
    const length = this.at - start;
    const needed = varintSize(length);
    if (needed !== width) {
      this.#reserve(4);
      const moved = start + needed - width;
      this.#bytes.copyWithin(moved, start, this.at);
      this.at = moved + length;
    }
    this.#putLength(start - width, length);
  }

  /** A copy of all that was written, in a buffer of its own. The writer is then empty. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.at);
    taken.set(this.#bytes.subarray(0, this.at));
    this.at = 0;
    if (this.#bytes.length > MAX_KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(MIN_BYTES);
    return taken;
  }

  /** What was written between two places. Valid until something more is written. */
  view(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to);
  }

  /** A copy of what was written from a place on. */
  copyFrom(start: number): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, start, this.at);
  }

  /** Bytes that are fields already. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** A string as UTF-8. */
  text(tag: number, text: string): void {
    if (typeof text !== "string") text = String(text);
    const length = text.length;
    this.#reserve(length * 3 + 11);
    const bytes = this.#bytes;
    bytes[this.at++] = tag;
    if (length < NATIVE_TEXT) {
      const start = this.at + 1;
      let index = 0;
      for (; index < length; index++) {
        const code = text.charCodeAt(index);
        if (code > 127) break;
        bytes[start + index] = code;
      }
      if (index === length) {
        bytes[this.at] = length;
        this.at = start + length;
        return;
      }
    }
    const width = varintSize(length);
    const start = this.at + width;
    this.at = start + bytes.write(text, start, "utf8");
    this.close(start, width);
  }

  bytes(tag: number, value: Uint8Array): void {
    this.#reserve(value.length + 11);
    this.#bytes[this.at++] = tag;
    this.#putLength(this.at, value.length);
    this.at += varintSize(value.length);
    this.#bytes.set(value, this.at);
    this.at += value.length;
  }

  /** An ID of hex digits as the bytes that it stands for. */
  id(tag: number, hex: string): void {
    const length = hex.length >>> 1;
    this.#reserve(length + 11);
    const bytes = this.#bytes;
    bytes[this.at++] = tag;
    this.#putLength(this.at, length);
    let at = this.at + varintSize(length);
    for (let index = 0; index < length; index++) {
      bytes[at++] = ((HEX[hex.charCodeAt(2 * index)] as number) << 4) | (HEX[hex.charCodeAt(2 * index + 1)] as number);
    }
    this.at = at;
  }

  /** A small whole number that is not negative; nothing if it is 0, which is the default of every field. */
  count(tag: number, value: number | undefined): void {
    if (!value) return;
    this.#reserve(11);
    this.#bytes[this.at++] = tag;
    this.#putInt(value);
  }

  /** Whole numbers, none of them negative, packed into one field; nothing if there are none. */
  counts(tag: number, values: readonly number[]): void {
    if (values.length === 0) return;
    const width = varintSize(2 * values.length);
    const start = this.open(tag, width);
    for (const value of values) {
      this.#reserve(10);
      this.#putInt(value);
    }
    this.close(start, width);
  }

  /** Times in nanoseconds, packed into one field of 64 bits each; nothing if there are none. */
  times(tag: number, values: readonly bigint[]): void {
    if (values.length === 0) return;
    const width = varintSize(8 * values.length);
    const start = this.open(tag, width);
    this.#reserve(8 * values.length);
    for (const value of values) this.at = this.#bytes.writeBigUInt64LE(value, this.at);
    this.close(start, width);
  }

  /** A time in nanoseconds. */
  fixed64(tag: number, value: bigint): void {
    this.#reserve(9);
    this.#bytes[this.at++] = tag;
    this.at = this.#bytes.writeBigUInt64LE(value, this.at);
  }

  /** Flags, in a field whose tag takes one byte (field 15 at most) or two. */
  flags(field: number, value: number): void {
    this.#reserve(6);
    const tag = fixed32Tag(field);
    if (tag > 127) this.#bytes[this.at++] = (tag & 127) | 128;
    this.#bytes[this.at++] = tag > 127 ? tag >>> 7 : tag;
    this.#put32(value);
  }

  /**
   * A time as 64 bits of nanoseconds.
   *
   * Seconds times 1e9 do not fit a double, so they are multiplied in two parts: (high · 65536 + low) · 1e9, each part below 2^53.
   */
  time(tag: number, [seconds, nanos]: HrTime): void {
    this.#reserve(9);
    this.#bytes[this.at++] = tag;
    const high = Math.floor(seconds / 65_536);
    const upper = high * 1e9;
    const lower = (seconds - high * 65_536) * 1e9 + nanos;
    const low = (upper & 65_535) * 65_536 + (lower >>> 0);
    this.#put32(low);
    this.#put32(Math.floor(upper / 65_536) + Math.floor(lower / TWO_32) + (low >= TWO_32 ? 1 : 0));
  }

  /** Attributes, each in a field `tag`. */
  attributes(tag: number, attributes: Attributes): void {
    for (const key in attributes) if (Object.hasOwn(attributes, key)) this.attribute(tag, key, attributes[key]);
  }

  attribute(tag: number, key: string, value: unknown, depth = 0): void {
    const width = varintSize(key.length + 4 + (typeof value === "string" ? value.length + 2 : 8));
    const start = this.open(tag, width);
    this.text(KEY, key);
    this.value(VALUE, value, depth);
    this.close(start, width);
  }

  /**
   * A value of any kind, told apart as OpenTelemetry does it. Also takes a bigint, which is a 64-bit integer, or text where it does not
   * fit. What is no value, or nests too deep, is an empty one.
   */
  value(tag: number, value: unknown, depth = 0): void {
    const width = typeof value === "string" ? varintSize(value.length + 2) : 1;
    const start = this.open(tag, width);
    this.#inValue(value, depth);
    this.close(start, width);
  }

  #inValue(value: unknown, depth: number): void {
    switch (typeof value) {
      case "string":
        return this.text(STRING_VALUE, value);
      case "number":
        return this.#number(value);
      case "boolean":
        this.#reserve(2);
        this.#bytes[this.at++] = BOOL_VALUE;
        this.#bytes[this.at++] = value ? 1 : 0;
        return;
      case "bigint":
        return this.#bigint(value);
      case "object":
        if (value !== null && depth < MAX_VALUE_DEPTH) this.#object(value, depth + 1);
    }
  }

  #number(value: number): void {
    this.#reserve(11);
    if (Number.isInteger(value) && value >= -TWO_63 && value < TWO_63) {
      this.#bytes[this.at++] = INT_VALUE;
      this.#putInt(value);
    } else {
      this.#bytes[this.at++] = DOUBLE_VALUE;
      this.at = this.#bytes.writeDoubleLE(value, this.at);
    }
  }

  #bigint(value: bigint): void {
    if (value > MAX_INT64 || value < -MAX_INT64 - 1n) return this.text(STRING_VALUE, value.toString());
    this.#reserve(11);
    this.#bytes[this.at++] = INT_VALUE;
    const bits = BigInt.asUintN(64, value);
    this.#put64(Number(bits & 0xffff_ffffn), Number(bits >> 32n));
  }

  #object(value: object, depth: number): void {
    if (value instanceof Uint8Array) return this.bytes(BYTES_VALUE, value);
    if (Array.isArray(value)) {
      const start = this.open(ARRAY_VALUE, 1);
      for (const element of value) this.value(ELEMENT, element, depth);
      this.close(start, 1);
      return;
    }
    const start = this.open(MAP_VALUE, 1);
    for (const key in value) {
      if (Object.hasOwn(value, key)) this.attribute(ELEMENT, key, (value as Record<string, unknown>)[key], depth);
    }
    this.close(start, 1);
  }

  /** A whole number as a varint of 64 bits, in two's complement. Room is there. */
  #putInt(value: number): void {
    if (value >= 0 && value < 128) this.#bytes[this.at++] = value;
    else this.#put64(value >>> 0, Math.floor(value / TWO_32) >>> 0);
  }

  #put64(low: number, high: number): void {
    const bytes = this.#bytes;
    let at = this.at;
    while (high > 0 || low > 127) {
      bytes[at++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    bytes[at++] = low;
    this.at = at;
  }

  /** Little-endian, the low 32 bits of a whole number. */
  #put32(value: number): void {
    const bytes = this.#bytes;
    const at = this.at;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
    this.at = at + 4;
  }

  #putLength(at: number, length: number): void {
    const bytes = this.#bytes;
    while (length > 127) {
      bytes[at++] = (length & 127) | 128;
      length >>>= 7;
    }
    bytes[at] = length;
  }

  #reserve(bytes: number): void {
    if (this.at + bytes > this.#bytes.length) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.at + bytes));
    grown.set(this.#bytes.subarray(0, this.at));
    this.#bytes = grown;
  }
}

/** How many bytes a length takes as a varint. */
function varintSize(length: number): number {
  if (length < 128) return 1;
  if (length < 16_384) return 2;
  return length < 2_097_152 ? 3 : length < 268_435_456 ? 4 : 5;
}
