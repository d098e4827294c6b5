import type { ArrayColumn, StringColumn } from "@throughline/clickhouse";
import { CORRELATION_ATTRIBUTES, isCorrelationId } from "@throughline/model";
import { VALUE_TYPES } from "@throughline/schema";
import type { ValueReader } from "./value.ts";

const KEYS = [...CORRELATION_ATTRIBUTES].map((key) => Buffer.from(key));
const LENGTHS = new Set(KEYS.map((key) => key.length));

/** Gathers the correlation IDs among one item's attributes. */
export class CorrelationIds {
  readonly #ids = new Set<string>();

  /** Whether the key from `start` to `stop` names a correlation ID. */
  isKey(bytes: Uint8Array, start: number, stop: number): boolean {
    return LENGTHS.has(stop - start) && KEYS.some((key) => key.equals(bytes.subarray(start, stop)));
  }

  /** Takes the value if it is an acceptable ID, or those elements of an array that are. */
  take(value: ValueReader): void {
    const text = Buffer.from(value.source.buffer, value.source.byteOffset + value.start, value.stop - value.start).toString();
    if (value.type === VALUE_TYPES.string) this.#add(text);
    else if (value.type === VALUE_TYPES.array) {
      const { values = [] } = JSON.parse(text) as { values?: { stringValue?: string }[] };
      for (const { stringValue } of values) this.#add(stringValue);
    }
  }

  /** Writes the IDs as one row and forgets them. */
  writeTo(column: ArrayColumn<StringColumn>): void {
    for (const id of this.#ids) {
      const bytes = Buffer.from(id);
      column.inner.add(bytes, 0, bytes.length);
    }
    column.end();
    this.#ids.clear();
  }

  #add(id: unknown): void {
    if (isCorrelationId(id)) this.#ids.add(id);
  }
}
