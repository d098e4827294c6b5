import { type ArrayColumn, ByteBuffer, type ByteSource, type StringColumn } from "@throughline/clickhouse";
import { CORRELATION_ATTRIBUTES, isCorrelationId } from "@throughline/model";
import { VALUE_TYPES } from "@throughline/schema";
import { Ranges } from "./ranges.ts";
import type { ValueReader } from "./value.ts";

/** The keys by their length: most attributes are told apart by that alone. */
const KEYS: (readonly Uint8Array[] | undefined)[] = [];
for (const key of CORRELATION_ATTRIBUTES) KEYS[key.length] = [...(KEYS[key.length] ?? []), Buffer.from(key)];

/** Whether a byte may stand in a correlation ID. */
const ACCEPTED = Uint8Array.from({ length: 256 }, (_, byte) => (byte < 128 && isCorrelationId(String.fromCharCode(byte)) ? 1 : 0));
const MAX_LENGTH = 128;
/** An item belongs to one action, or to a few: what names more than this is no use for finding it. */
const MAX_IDS = 64;

/** Gathers the correlation IDs among one item's attributes. */
export class CorrelationIds {
  /** Their bytes, one behind another. */
  readonly #ids = new ByteBuffer();
  readonly #places = new Ranges();

  /** Whether the key from `start` to `stop` names a correlation ID. */
  isKey(bytes: Uint8Array, start: number, stop: number): boolean {
    const first = bytes[start];
    if (first !== 0x63 && first !== 0x72 && first !== 0x68) return false; // c, r, h
    const keys = KEYS[stop - start];
    if (keys === undefined) return false;
    for (const key of keys) {
      let at = 0;
      while (at < key.length && key[at] === bytes[start + at]) at++;
      if (at === key.length) return true;
    }
    return false;
  }

  /** Takes the text if it is an acceptable ID. */
  takeText(source: ByteSource, start: number, stop: number): void {
    this.#add(source, start, stop);
  }

  /** Takes the value if it is an acceptable ID, or those elements of an array that are. */
  take(value: ValueReader): void {
    if (value.type === VALUE_TYPES.string) this.#add(value.source, value.start, value.stop);
    else if (value.type === VALUE_TYPES.array) {
      const text = Buffer.from(value.source.bytes.subarray(value.start, value.stop)).toString();
      const { values = [] } = JSON.parse(text) as { values?: { stringValue?: string }[] };
      for (const { stringValue = "" } of values) {
        const source = ByteBuffer.of(stringValue);
        this.#add(source, 0, source.length);
      }
    }
  }

  /** Takes those that another has gathered. */
  takeAll(other: CorrelationIds): void {
    other.forEach((source, start, stop) => this.#add(source, start, stop));
  }

  /** Calls `read` with the place of each ID. */
  forEach(read: (source: ByteSource, start: number, stop: number) => void): void {
    const { at, length } = this.#places;
    for (let index = 0; index < length; index += 2) read(this.#ids, at[index] as number, at[index + 1] as number);
  }

  /** Writes the IDs as one row and forgets them. */
  writeTo(column: ArrayColumn<StringColumn>): void {
    if (this.#places.length === 0) return column.end();
    this.addTo(column);
    this.clear();
  }

  /** Writes the IDs as one row. */
  addTo(column: ArrayColumn<StringColumn>): void {
    const { at, length } = this.#places;
    for (let index = 0; index < length; index += 2) column.inner.add(this.#ids, at[index] as number, at[index + 1] as number);
    column.end();
  }

  clear(): void {
    this.#ids.length = this.#places.length = 0;
  }

  #add(source: ByteSource, start: number, stop: number): void {
    const count = stop - start;
    if (count === 0 || count > MAX_LENGTH || this.#places.length === 2 * MAX_IDS) return;
    for (let at = start; at < stop; at++) if (ACCEPTED[source.bytes[at] as number] === 0) return;
    for (let index = 0; index < this.#places.length; index += 2) if (this.#isThere(index, source, start, count)) return;
    this.#ids.copy(source, start, stop);
    this.#places.add(this.#ids.length - count, this.#ids.length);
  }

  #isThere(index: number, source: ByteSource, start: number, count: number): boolean {
    const from = this.#places.at[index] as number;
    if ((this.#places.at[index + 1] as number) - from !== count) return false;
    for (let at = 0; at < count; at++) if (this.#ids.bytes[from + at] !== source.bytes[start + at]) return false;
    return true;
  }
}
