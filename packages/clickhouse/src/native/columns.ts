import { ByteBuffer } from "./byte-buffer.ts";
import { byteSource, type ByteSource } from "./byte-source.ts";
import { InternTable } from "./intern-table.ts";
import { Uint32List } from "./uint32-list.ts";

/**
 * Columns of a Native block (ClickHouse's own columnar format), filled a value at a time. Each knows how to write itself: first
 * the state prefix of itself and what it holds, then its data.
 */
export interface NativeColumn {
  /** How many values have been added. */
  readonly rows: number;
  writePrefix(out: ByteBuffer): void;
  writeData(out: ByteBuffer): void;
}

/** UInt8, Bool, and Enum8 as its number. */
export class UInt8Column implements NativeColumn {
  readonly #data = new ByteBuffer();
  get rows(): number {
    return this.#data.length;
  }
  add(value: number): void {
    this.#data.uint8(value);
  }
  writePrefix(): void {}
  writeData(out: ByteBuffer): void {
    out.append(this.#data);
  }
}

/** UInt32 and DateTime (Unix seconds). */
export class UInt32Column implements NativeColumn {
  readonly #data = new Uint32List();
  get rows(): number {
    return this.#data.length;
  }
  add(value: number): void {
    this.#data.push(value);
  }
  writePrefix(): void {}
  writeData(out: ByteBuffer): void {
    out.uint32s(this.#data.values);
  }
}

/** UInt64 and DateTime64(9) (Unix nanoseconds), in unsigned halves. */
export class UInt64Column implements NativeColumn {
  readonly #data = new Uint32List();
  get rows(): number {
    return this.#data.length / 2;
  }
  add(lo: number, hi: number): void {
    this.#data.push(lo);
    this.#data.push(hi);
  }
  writePrefix(): void {}
  writeData(out: ByteBuffer): void {
    out.uint32s(this.#data.values);
  }
}

export class FixedStringColumn implements NativeColumn {
  readonly #data = new ByteBuffer();
  readonly #width: number;
  constructor(width: number) {
    this.#width = width;
  }
  get rows(): number {
    return this.#data.length / this.#width;
  }
  /** The bytes from `start` to `stop`; none gives zeros. */
  add(source: ByteSource, start: number, stop: number): void {
    const count = stop - start;
    if (count > this.#width) throw new RangeError(`${count} bytes do not fit in FixedString(${this.#width})`);
    this.#data.copy(source, start, stop);
    if (count < this.#width) this.#data.zeros(this.#width - count);
  }
  writePrefix(): void {}
  writeData(out: ByteBuffer): void {
    out.append(this.#data);
  }
}

export class StringColumn implements NativeColumn {
  readonly #data = new ByteBuffer(1024);
  rows = 0;
  add(source: ByteSource, start: number, stop: number): void {
    this.rows++;
    const count = stop - start;
    if (count < 0x80) this.#data.uint8(count);
    else this.#data.varint(count);
    this.#data.copy(source, start, stop);
  }
  writePrefix(): void {}
  writeData(out: ByteBuffer): void {
    out.append(this.#data);
  }
}

const NOTHING = byteSource(new Uint8Array());

/** Version of the dictionary's serialization: "shared dictionaries with additional keys". */
const KEYS_VERSION = 1;
/** Flags of a block of LowCardinality data: its keys come with it, and the dictionary is new. */
const KEYS_COME_WITH_IT = 0x600;

export class LowCardinalityColumn implements NativeColumn {
  readonly #dictionary = new InternTable();
  readonly #indexes = new Uint32List();
  constructor() {
    this.#dictionary.intern(NOTHING, 0, 0); // the first key is the type's default value
  }
  get rows(): number {
    return this.#indexes.length;
  }
  add(source: ByteSource, start: number, stop: number): void {
    this.#indexes.push(start === stop ? 0 : this.#dictionary.intern(source, start, stop));
  }
  writePrefix(out: ByteBuffer): void {
    out.uint64(KEYS_VERSION, 0);
  }
  writeData(out: ByteBuffer): void {
    if (this.rows === 0) return;
    const size = this.#dictionary.size;
    const width = size <= 0x100 ? 0 : size <= 0x1_0000 ? 1 : 2; // log2 of an index's bytes
    out.uint64(KEYS_COME_WITH_IT | width, 0);
    out.uint64(size, 0);
    this.#dictionary.writeTo(out);
    out.uint64(this.rows, 0);
    writeIndexes(out, this.#indexes.values, 1 << width);
  }
}

function writeIndexes(out: ByteBuffer, indexes: Uint32Array, width: number): void {
  const count = indexes.length;
  out.reserve(count * width);
  const { bytes, view, length } = out;
  if (width === 1) for (let at = 0; at < count; at++) bytes[length + at] = indexes[at] as number;
  else if (width === 2) for (let at = 0; at < count; at++) view.setUint16(length + at * 2, indexes[at] as number, true);
  else for (let at = 0; at < count; at++) view.setUint32(length + at * 4, indexes[at] as number, true);
  out.length += count * width;
}

/** UInt64 on the wire. */
function writeOffsets(out: ByteBuffer, offsets: Uint32Array): void {
  const wide = new Uint32Array(offsets.length * 2);
  for (let at = 0; at < offsets.length; at++) wide[at * 2] = offsets[at] as number;
  out.uint32s(wide);
}

/** Array(T): values are added to `inner`, then `end()` closes the row. */
export class ArrayColumn<Inner extends NativeColumn> implements NativeColumn {
  readonly inner: Inner;
  readonly #offsets = new Uint32List();
  constructor(inner: Inner) {
    this.inner = inner;
  }
  get rows(): number {
    return this.#offsets.length;
  }
  end(): void {
    this.#offsets.push(this.inner.rows);
  }
  writePrefix(out: ByteBuffer): void {
    this.inner.writePrefix(out);
  }
  writeData(out: ByteBuffer): void {
    writeOffsets(out, this.#offsets.values);
    this.inner.writeData(out);
  }
}

/** Map(K, V): keys and values are added in pairs, then `end()` closes the row. */
export class MapColumn<Keys extends NativeColumn, Values extends NativeColumn> implements NativeColumn {
  readonly keys: Keys;
  readonly values: Values;
  readonly #offsets = new Uint32List();
  constructor(keys: Keys, values: Values) {
    this.keys = keys;
    this.values = values;
  }
  get rows(): number {
    return this.#offsets.length;
  }
  end(): void {
    this.#offsets.push(this.keys.rows);
  }
  writePrefix(out: ByteBuffer): void {
    this.keys.writePrefix(out);
    this.values.writePrefix(out);
  }
  writeData(out: ByteBuffer): void {
    writeOffsets(out, this.#offsets.values);
    this.keys.writeData(out);
    this.values.writeData(out);
  }
}
