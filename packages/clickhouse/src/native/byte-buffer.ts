const UTF8 = new TextEncoder();

/** Bytes that grow at their end. */
export class ByteBuffer {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;
  length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What has been written; valid until the next write. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  uint8(value: number): void {
    this.#grow(1);
    this.#bytes[this.length++] = value;
  }

  uint16(value: number): void {
    this.#grow(2);
    this.#view.setUint16(this.length, value, true);
    this.length += 2;
  }

  uint32(value: number): void {
    this.#grow(4);
    this.#view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** Two unsigned halves of a 64-bit integer, signed or not. */
  uint64(lo: number, hi: number): void {
    this.#grow(8);
    this.#view.setUint32(this.length, lo, true);
    this.#view.setUint32(this.length + 4, hi, true);
    this.length += 8;
  }

  /** Unsigned LEB128, up to 2^53. */
  varint(value: number): void {
    this.#grow(10);
    while (value >= 0x80) {
      this.#bytes[this.length++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    this.#bytes[this.length++] = value;
  }

  copy(source: Uint8Array, start = 0, stop = source.length): void {
    const count = stop - start;
    this.#grow(count);
    if (count < 32) for (let at = start; at < stop; at++) this.#bytes[this.length++] = source[at] as number;
    else {
      this.#bytes.set(source.subarray(start, stop), this.length);
      this.length += count;
    }
  }

  zeros(count: number): void {
    this.#grow(count);
    this.#bytes.fill(0, this.length, this.length + count);
    this.length += count;
  }

  /** Text as UTF-8, without a length. */
  text(text: string): void {
    this.#grow(text.length * 3);
    this.length += UTF8.encodeInto(text, this.#bytes.subarray(this.length)).written;
  }

  #grow(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
