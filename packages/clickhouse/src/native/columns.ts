import { ByteBuffer, type ByteSource } from "./byte-buffer.ts";
import { InternTable } from "./intern-table.ts";

/**
 * Columns of a Native block (ClickHouse's own columnar format), filled a value at a time. Each knows how to write itself: first
 * the state prefix of itself and what it holds, then its data.
 */
export interface NativeColumn {
  /** How many values have been added. */
  readonly rows: number;
  /** Bytes that the column will take at most. */
  readonly byteLength: number;
  /** Adds the type's default until there are so many rows: rare values need no work for the rows between them. */
  fill(rows: number): this;
  /** Forgets all values and keeps the memory. */
  clear(): void;
  writePrefix(out: ByteBuffer): void;
  writeData(out: ByteBuffer): void;
}

/** A column whose values all take the same number of bytes. */
abstract class FixedWidthColumn implements NativeColumn {
  protected readonly data = new ByteBuffer();
  readonly #width: number;
  constructor(width: number) {
    this.#width = width;
  }
  get rows(): number {
    return this.data.length / this.#width;
  }
  get byteLength(): number {
    return this.data.length;
  }
  clear(): void {
    this.data.length = 0;
  }
  fill(rows: number): this {
    const missing = rows * this.#width - this.data.length;
    if (missing > 0) this.data.zeros(missing);
    return this;
  }
  writePrefix(): void {}
  writeData(out: ByteBuffer): void {
    out.copy(this.data, 0, this.data.length);
  }
}

/** UInt8, Bool, and Enum8 as its number. */
export class UInt8Column extends FixedWidthColumn {
  constructor() {
    super(1);
  }
  add(value: number): void {
    this.data.uint8(value);
  }
}

/** UInt32 and DateTime (Unix seconds). */
export class UInt32Column extends FixedWidthColumn {
  constructor() {
    super(4);
  }
  add(value: number): void {
    this.data.uint32(value);
  }
}

/** UInt64 and DateTime64(9) (Unix nanoseconds), in unsigned halves. */
export class UInt64Column extends FixedWidthColumn {
  constructor() {
    super(8);
  }
  add(lo: number, hi: number): void {
    this.data.uint64(lo, hi);
  }
}

export class FixedStringColumn extends FixedWidthColumn {
  readonly #bytes: number;
  constructor(width: number) {
    super(width);
    this.#bytes = width;
  }
  /** The bytes from `start` to `stop`; none gives zeros. */
  add(source: ByteSource, start: number, stop: number): void {
    const count = stop - start;
    if (count > this.#bytes) throw new RangeError(`${count} bytes do not fit in FixedString(${this.#bytes})`);
    this.data.copy(source, start, stop);
    if (count < this.#bytes) this.data.zeros(this.#bytes - count);
  }
}

export class StringColumn implements NativeColumn {
  readonly #data = new ByteBuffer(1024);
  rows = 0;
  get byteLength(): number {
    return this.#data.length;
  }
  add(source: ByteSource, start: number, stop: number): void {
    this.rows++;
    const count = stop - start;
    if (count < 0x80) this.#data.uint8(count);
    else this.#data.varint(count);
    this.#data.copy(source, start, stop);
  }
  /** The decimal digits of a whole number from 0 to 2^31 − 1. */
  addDecimal(value: number): void {
    this.rows++;
    let digits = 1;
    for (let limit = 10; digits < 10 && value >= limit; limit *= 10) digits++;
    this.#data.reserve(11);
    const { bytes, length } = this.#data;
    bytes[length] = digits;
    for (let at = length + digits; at > length; at--) {
      const rest = (value / 10) | 0;
      bytes[at] = 0x30 + (value - rest * 10);
      value = rest;
    }
    this.#data.length = length + 1 + digits;
  }
  clear(): void {
    this.#data.length = this.rows = 0;
  }
  fill(rows: number): this {
    if (rows > this.rows) {
      this.#data.zeros(rows - this.rows);
      this.rows = rows;
    }
    return this;
  }
  writePrefix(): void {}
  writeData(out: ByteBuffer): void {
    out.copy(this.#data, 0, this.#data.length);
  }
}

/** Version of the dictionary's serialization: "shared dictionaries with additional keys". */
const KEYS_VERSION = 1;
/** Flags of a block of LowCardinality data: its keys come with it, and the dictionary is new. */
const KEYS_COME_WITH_IT = 0x600;
const NOTHING = new ByteBuffer(0);

export class LowCardinalityColumn implements NativeColumn {
  readonly #dictionary = new InternTable();
  #indexes = new Uint32Array(256);
  rows = 0;
  constructor() {
    this.clear();
  }
  clear(): void {
    this.rows = 0;
    this.#dictionary.clear();
    this.#dictionary.intern(NOTHING, 0, 0); // the first key is the type's default value
  }
  get byteLength(): number {
    return this.#dictionary.byteLength + this.rows * 4 + 32;
  }
  add(source: ByteSource, start: number, stop: number): void {
    this.addKey(start === stop ? 0 : this.#dictionary.intern(source, start, stop));
  }
  /** The number of a value, for `addKey`: what many rows share is looked up once. */
  keyOf(source: ByteSource, start: number, stop: number): number {
    return start === stop ? 0 : this.#dictionary.intern(source, start, stop);
  }
  addKey(key: number): void {
    if (this.rows === this.#indexes.length) this.#grow(this.rows * 2);
    this.#indexes[this.rows++] = key;
  }
  fill(rows: number): this {
    if (rows > this.rows) {
      if (rows > this.#indexes.length) this.#grow(Math.max(rows, this.rows * 2));
      this.#indexes.fill(0, this.rows, rows);
      this.rows = rows;
    }
    return this;
  }
  writePrefix(out: ByteBuffer): void {
    out.uint64(KEYS_VERSION, 0);
  }
  writeData(out: ByteBuffer): void {
    if (this.rows === 0) return;
    const { size } = this.#dictionary;
    const width = size <= 0x100 ? 0 : size <= 0x1_0000 ? 1 : 2; // log2 of an index's bytes
    out.uint64(KEYS_COME_WITH_IT | width, 0);
    out.uint64(size, 0);
    this.#dictionary.writeTo(out);
    out.uint64(this.rows, 0);
    const indexes = this.#indexes.subarray(0, this.rows);
    const narrow = width === 0 ? Uint8Array.from(indexes) : width === 1 ? Uint16Array.from(indexes) : indexes;
    out.append(new Uint8Array(narrow.buffer, narrow.byteOffset, narrow.byteLength));
  }
  #grow(capacity: number): void {
    const grown = new Uint32Array(capacity);
    grown.set(this.#indexes);
    this.#indexes = grown;
  }
}

/** Where rows of several values end. */
class Offsets {
  readonly #data = new ByteBuffer();
  #last = 0;
  get rows(): number {
    return this.#data.length / 8;
  }
  get byteLength(): number {
    return this.#data.length;
  }
  clear(): void {
    this.#data.length = this.#last = 0;
  }
  end(at: number): void {
    this.#last = at;
    this.#data.uint64(at, 0);
  }
  fill(rows: number): void {
    for (let missing = rows - this.rows; missing > 0; missing--) this.#data.uint64(this.#last, 0);
  }
  writeData(out: ByteBuffer): void {
    out.copy(this.#data, 0, this.#data.length);
  }
}

/** Array(T): values are added to `inner`, then `end()` closes the row. */
export class ArrayColumn<Inner extends NativeColumn> implements NativeColumn {
  readonly inner: Inner;
  readonly #offsets = new Offsets();
  constructor(inner: Inner) {
    this.inner = inner;
  }
  get rows(): number {
    return this.#offsets.rows;
  }
  get byteLength(): number {
    return this.#offsets.byteLength + this.inner.byteLength;
  }
  end(): void {
    this.#offsets.end(this.inner.rows);
  }
  clear(): void {
    this.#offsets.clear();
    this.inner.clear();
  }
  fill(rows: number): this {
    this.#offsets.fill(rows);
    return this;
  }
  writePrefix(out: ByteBuffer): void {
    this.inner.writePrefix(out);
  }
  writeData(out: ByteBuffer): void {
    this.#offsets.writeData(out);
    this.inner.writeData(out);
  }
}

/** Map(K, V): keys and values are added in pairs, then `end()` closes the row. */
export class MapColumn<Keys extends NativeColumn, Values extends NativeColumn> implements NativeColumn {
  readonly keys: Keys;
  readonly values: Values;
  readonly #offsets = new Offsets();
  constructor(keys: Keys, values: Values) {
    this.keys = keys;
    this.values = values;
  }
  get rows(): number {
    return this.#offsets.rows;
  }
  get byteLength(): number {
    return this.#offsets.byteLength + this.keys.byteLength + this.values.byteLength;
  }
  end(): void {
    this.#offsets.end(this.keys.rows);
  }
  clear(): void {
    this.#offsets.clear();
    this.keys.clear();
    this.values.clear();
  }
  fill(rows: number): this {
    this.#offsets.fill(rows);
    return this;
  }
  writePrefix(out: ByteBuffer): void {
    this.keys.writePrefix(out);
    this.values.writePrefix(out);
  }
  writeData(out: ByteBuffer): void {
    this.#offsets.writeData(out);
    this.keys.writeData(out);
    this.values.writeData(out);
  }
}
