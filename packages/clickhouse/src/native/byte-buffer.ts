const UTF8 = new TextEncoder();

/** Bytes, and the view of them that reads several at once. A protobuf cursor is one, a ByteBuffer is another. */
export interface ByteSource {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Above this many bytes the engine's own copy is faster than our loop. */
const LONG = 256;

/** Bytes that grow at their end. */
export class ByteBuffer implements ByteSource {
  /** The memory: what has been written lies from 0 to `length`, and moves when it grows. */
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView<ArrayBuffer>;
  length = 0;

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** A buffer that holds a text as UTF-8. */
  static of(text: string): ByteBuffer {
    const buffer = new ByteBuffer(text.length * 3);
    buffer.text(text);
    return buffer;
  }

  /** A buffer that holds a copy of these bytes. */
  static from(bytes: Uint8Array): ByteBuffer {
    const buffer = new ByteBuffer(bytes.length);
    buffer.append(bytes);
    return buffer;
  }

  /** What has been written; valid until the next write. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  uint8(value: number): void {
    if (this.length === this.bytes.length) this.#grow(1);
    this.bytes[this.length++] = value;
  }

  uint32(value: number): void {
    const at = this.length;
    if (at + 4 > this.bytes.length) this.#grow(4);
    this.view.setInt32(at, value, true);
    this.length = at + 4;
  }

  /** Two unsigned halves of a 64-bit integer, signed or not. */
  uint64(lo: number, hi: number): void {
    const at = this.length;
    if (at + 8 > this.bytes.length) this.#grow(8);
    this.view.setInt32(at, lo, true);
    this.view.setInt32(at + 4, hi, true);
    this.length = at + 8;
  }

  /** Unsigned LEB128, up to 2^53. */
  varint(value: number): void {
    if (this.length + 10 > this.bytes.length) this.#grow(10);
    while (value >= 0x80) {
      this.bytes[this.length++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    this.bytes[this.length++] = value;
  }

  /** Copies bytes eight at a time; the last eight overlap those before them. */
  copy(source: ByteSource, start: number, stop: number): void {
    const count = stop - start;
    const at = this.length;
    if (at + count > this.bytes.length) this.#grow(count);
    this.length = at + count;
    const { view } = this;
    const from = source.view;
    if (count >= 8) {
      if (count > LONG) {
        this.bytes.set(source.bytes.subarray(start, stop), at);
        return;
      }
      const last = stop - 8;
      for (let read = start, write = at; read < last; read += 8, write += 8) view.setBigInt64(write, from.getBigInt64(read, true), true);
      view.setBigInt64(at + count - 8, from.getBigInt64(last, true), true);
    } else if (count >= 4) {
      view.setInt32(at, from.getInt32(start, true), true);
      view.setInt32(at + count - 4, from.getInt32(stop - 4, true), true);
    } else for (let read = start, write = at; read < stop; read++, write++) this.bytes[write] = source.bytes[read] as number;
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.bytes.length) this.#grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  zeros(count: number): void {
    if (this.length + count > this.bytes.length) this.#grow(count);
    this.bytes.fill(0, this.length, this.length + count);
    this.length += count;
  }

  /** Text as UTF-8, without a length. */
  text(text: string): void {
    if (this.length + text.length * 3 > this.bytes.length) this.#grow(text.length * 3);
    this.length += UTF8.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** Makes room for so many bytes at once. */
  reserve(count: number): void {
    if (this.length + count > this.bytes.length) this.#grow(count);
  }

  #grow(count: number): void {
    const grown = new Uint8Array(Math.max(this.length + count, this.bytes.length * 2));
    grown.set(this.written);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}
