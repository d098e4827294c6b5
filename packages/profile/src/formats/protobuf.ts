import { ProfileError } from "../profile-error.ts";

/** Wire types of protobuf that pprof needs; fixed ones may stand in fields of later versions. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Reads one protobuf message field by field, strictly: bytes that end too soon are an error. Throws ProfileError. */
export class MessageReader {
  /** Number of the field that `next()` found. */
  field = 0;
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;
  #wire = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Moves to the next field; false at the end. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    const tag = Number(this.#varint());
    this.field = Math.floor(tag / 8);
    this.#wire = tag % 8;
    if (this.field === 0) throw malformed("field number 0");
    return true;
  }

  /** The field's number, unsigned, as pprof's IDs are. */
  unsigned(): bigint | number {
    if (this.#wire !== VARINT) throw malformed(`field ${this.field} of wire type ${this.#wire}, expected a number`);
    return this.#varint();
  }

  /** The field's number as an index: larger ones than any table are beyond every check. */
  index(): number {
    return Number(this.unsigned());
  }

  /** The field's number, signed. */
  signed(): number {
    return Number(BigInt.asIntN(64, BigInt(this.unsigned())));
  }

  /** The same, exactly. */
  signed64(): bigint {
    return BigInt.asIntN(64, BigInt(this.unsigned()));
  }

  /** Calls `each` with every number of a repeated field, which may be packed or not. */
  unsignedEach(each: (value: bigint | number) => void): void {
    if (this.#wire === VARINT) {
      each(this.#varint());
      return;
    }
    const [start, end] = this.range();
    const packed = new MessageReader(this.#bytes, start, end);
    while (packed.#at < packed.#end) each(packed.#varint());
  }

  /** Where the field's bytes begin and end. */
  range(): [start: number, end: number] {
    if (this.#wire !== BYTES) throw malformed(`field ${this.field} of wire type ${this.#wire}, expected bytes`);
    const length = Number(this.#varint());
    if (length > this.#end - this.#at)
      throw malformed(`${this.#end - this.#at} bytes where field ${this.field} has ${length}; the file is cut`);
    const start = this.#at;
    this.#at += length;
    return [start, this.#at];
  }

  /** The field's message. */
  message(): MessageReader {
    const [start, end] = this.range();
    return new MessageReader(this.#bytes, start, end);
  }

  skip(): void {
    if (this.#wire === VARINT) this.#varint();
    else if (this.#wire === BYTES) this.range();
    else if (this.#wire === FIXED64 || this.#wire === FIXED32) {
      this.#at += this.#wire === FIXED64 ? 8 : 4;
      if (this.#at > this.#end) throw malformed("the file is cut");
    } else throw malformed(`wire type ${this.#wire}`);
  }

  /** A number below 2^53 where it is one, else a bigint. */
  #varint(): bigint | number {
    let low = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.#byte();
      low += (byte & 0x7f) * scale;
      if (byte < 0x80) return low;
    }
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value <= 0x1fffffffffffffn ? Number(value) : BigInt.asUintN(64, value);
    }
    throw malformed("a number of more than 10 bytes");
  }

  #byte(): number {
    if (this.#at >= this.#end) throw malformed("the file is cut in a number");
    return this.#bytes[this.#at++] as number;
  }
}

function malformed(what: string): ProfileError {
  return new ProfileError(`Cannot read pprof profile: ${what}, expected a pprof message (profile.proto), unpacked`);
}

/** Writes one protobuf message. Fields that hold zero or nothing are left out, as proto3 has it. */
export class MessageWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  number(field: number, value: number | bigint): void {
    if (value === 0 || value === 0n) return;
    this.#varint(field * 8 + VARINT);
    this.#varint(value);
  }

  /** Repeated numbers, packed. */
  numbers(field: number, values: Iterable<number | bigint>): void {
    this.message(field, () => {
      for (const value of values) this.#varint(value);
    });
  }

  /** Also written where it is empty, as the first string of pprof's table is. */
  bytes(field: number, bytes: Uint8Array): void {
    this.#varint(field * 8 + BYTES);
    this.#varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A message in this one: what `write` writes. */
  message(field: number, write: (message: MessageWriter) => void): void {
    this.#varint(field * 8 + BYTES);
    this.#reserve(1);
    const start = ++this.#length;
    write(this);
    const length = this.#length - start;
    if (length < 0x80) {
      this.#bytes[start - 1] = length;
      return;
    }
    // The length takes more than the byte that was left for it: what follows moves up.
    const wider = Math.ceil((32 - Math.clz32(length)) / 7) - 1;
    this.#reserve(wider);
    this.#bytes.copyWithin(start + wider, start, this.#length);
    this.#length = start - 1;
    this.#varint(length);
    this.#length += length;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #varint(value: number | bigint): void {
    this.#reserve(10);
    if (typeof value === "number" && value >= 0 && value < 2 ** 31) {
      let rest = value;
      for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      this.#bytes[this.#length++] = rest;
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
