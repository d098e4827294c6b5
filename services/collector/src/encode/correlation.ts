import { type ArrayColumn, ByteBuffer, type ByteSource, byteSource, bytesEqual, type StringColumn } from "@throughline/clickhouse";
import { CORRELATION_ATTRIBUTES, isCorrelationId } from "@throughline/model";
import { VALUE_TYPES } from "@throughline/schema";
import { Ranges } from "./ranges.ts";
import type { ValueReader } from "./value.ts";

const KEYS = [...CORRELATION_ATTRIBUTES].map((key) => byteSource(Buffer.from(key)));
const LENGTHS = Array.from({ length: Math.max(...KEYS.map(({ bytes }) => bytes.length)) + 1 }, (_, length) =>
  KEYS.some(({ bytes }) => bytes.length === length),
);
const FIRST_BYTES = KEYS.reduce((set, { bytes }) => set.fill(1, bytes[0], (bytes[0] as number) + 1), new Uint8Array(256));

const MAX_LENGTH = 128;
/** 1 for each byte that an ID may hold: read off the rule itself, so that there is one rule. */
const ACCEPTED = Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x80 && isCorrelationId(String.fromCharCode(byte)) ? 1 : 0));

/** Gathers the correlation IDs among one item's attributes, without making strings of them. */
export class CorrelationIds {
  readonly #bytes = new ByteBuffer();
  readonly #ids = new Ranges();

  /** Whether the key from `start` to `stop` names a correlation ID. */
  isKey(source: ByteSource, start: number, stop: number): boolean {
    const length = stop - start;
    if (LENGTHS[length] !== true || FIRST_BYTES[source.bytes[start] as number] === 0) return false;
    for (const key of KEYS) if (key.bytes.length === length && bytesEqual(key, 0, source, start, length)) return true;
    return false;
  }

  /** Takes the value if it is an acceptable ID, or those elements of an array that are. */
  take({ type, source, start, stop }: ValueReader): void {
    if (type === VALUE_TYPES.string) this.#add(source, start, stop);
    else if (type === VALUE_TYPES.array) {
      const json = Buffer.from(source.bytes.subarray(start, stop)).toString();
      const { values = [] } = JSON.parse(json) as { values?: { stringValue?: string }[] };
      for (const { stringValue } of values) {
        const bytes = Buffer.from(stringValue ?? "");
        this.#add(byteSource(bytes), 0, bytes.length);
      }
    }
  }

  /** Writes the IDs as one row and forgets them. */
  writeTo(column: ArrayColumn<StringColumn>): void {
    for (let index = 0; index < this.#ids.count; index++) column.inner.add(this.#bytes, this.#ids.start(index), this.#ids.stop(index));
    column.end();
    this.#ids.clear();
    this.#bytes.length = 0;
  }

  #add(source: ByteSource, start: number, stop: number): void {
    const length = stop - start;
    if (length === 0 || length > MAX_LENGTH) return;
    for (let at = start; at < stop; at++) if (ACCEPTED[source.bytes[at] as number] === 0) return;
    for (let index = 0; index < this.#ids.count; index++) {
      const known = this.#ids.start(index);
      if (this.#ids.stop(index) - known === length && bytesEqual(this.#bytes, known, source, start, length)) return;
    }
    const at = this.#bytes.length;
    this.#bytes.copy(source, start, stop);
    this.#ids.push(at, at + length);
  }
}
