import { MalformedError } from "./malformed.ts";

/** Wire types of protobuf (encoding specification, "Message structure"). */
export const WIRE = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

/**
 * Walks protobuf bytes without making an object of anything: what a field holds is left in the cursor's own registers.
 *
 *     while (cursor.next()) {
 *       if (cursor.field === 2) { const end = cursor.enter(); …walk the inner message…; cursor.leave(end); }
 *       else cursor.skip();
 *     }
 *
 * After `next()` exactly one of the reading methods must be called. All throw MalformedError where bytes end too soon or a field
 * has an impossible shape.
 */
export class Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Number and wire type of the field that `next()` found. */
  field = 0;
  wire = 0;
  /** Bounds of the bytes that `range()` found. */
  start = 0;
  stop = 0;
  /** Halves of the 64-bit value that `fixed64()` or `varint64()` read. */
  lo = 0;
  hi = 0;
  #at: number;
  #end: number;

  constructor(bytes: Uint8Array, start = 0, stop = bytes.length) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#end = stop;
  }

  /** Moves to the bytes from `start` to `stop`: a range found before. */
  seek(start: number, stop: number): void {
    this.#at = start;
    this.#end = stop;
  }

  /** Where it reads next: before `next()` a field's tag, after it what the field holds, its length first. */
  get at(): number {
    return this.#at;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    const at = this.#at;
    if (at === this.#end) return false;
    let tag = this.bytes[at] as number;
    if (tag < 0x80) this.#at = at + 1;
    else tag = this.varint32();
    this.field = tag >>> 3;
    this.wire = tag & 7;
    if (this.field === 0) throw new MalformedError("field number 0");
    return true;
  }

  /** Whether bytes are left: of numbers that stand one behind another in a packed field, which have no tags. */
  get more(): boolean {
    return this.#at !== this.#end;
  }

  /** Reads the low 32 bits of a varint, unsigned. */
  varint32(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new MalformedError("varint of more than 10 bytes");
  }

  /** Reads a varint into `lo` and `hi`, unsigned halves. */
  varint64(): void {
    const first = this.#byte();
    if (first < 0x80) {
      this.lo = first;
      this.hi = 0;
      return;
    }
    let lo = first & 0x7f;
    let hi = 0;
    for (let shift = 7; shift < 70; shift += 7) {
      const byte = this.#byte();
      const bits = byte & 0x7f;
      if (shift < 28) lo |= bits << shift;
      else if (shift === 28) {
        lo |= bits << 28;
        hi |= bits >>> 4;
      } else if (shift < 64) hi |= bits << (shift - 32);
      if (byte < 0x80) {
        this.lo = lo;
        this.hi = hi;
        return;
      }
    }
    throw new MalformedError("varint of more than 10 bytes");
  }

  /** Reads eight bytes into `lo` and `hi`. */
  fixed64(): void {
    const at = this.#take(8);
    this.lo = this.view.getInt32(at, true);
    this.hi = this.view.getInt32(at + 4, true);
  }

  fixed32(): number {
    return this.view.getUint32(this.#take(4), true);
  }

  double(): number {
    return this.view.getFloat64(this.#take(8), true);
  }

  /** Reads a length and leaves the bounds of the bytes in `start` and `stop`. */
  range(): void {
    const length = this.varint32();
    this.start = this.#take(length);
    this.stop = this.#at;
  }

  /** Goes into a message field; give what it returns to `leave`. */
  enter(): number {
    this.range();
    const end = this.#end;
    this.#at = this.start;
    this.#end = this.stop;
    return end;
  }

  /** Goes into the message that `range()` found; give what it returns to `leave`. */
  into(): number {
    const end = this.#end;
    this.#at = this.start;
    this.#end = this.stop;
    return end;
  }

  /** Goes back out, behind the inner message. */
  leave(end: number): void {
    this.#at = this.#end;
    this.#end = end;
  }

  /** Passes over the field that `next()` found. */
  skip(): void {
    switch (this.wire) {
      case WIRE.varint:
        this.varint32();
        break;
      case WIRE.fixed64:
        this.#take(8);
        break;
      case WIRE.lengthDelimited:
        this.#take(this.varint32());
        break;
      case WIRE.fixed32:
        this.#take(4);
        break;
      default:
        throw new MalformedError(`field ${this.field} has wire type ${this.wire}`);
    }
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new MalformedError("the message ends in the middle of a field");
    return this.bytes[this.#at++] as number;
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.#end - at) throw new MalformedError("the message ends in the middle of a field");
    this.#at = at + length;
    return at;
  }
}
