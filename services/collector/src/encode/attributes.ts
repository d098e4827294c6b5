import { ByteBuffer, type LowCardinalityColumn, type MapColumn, type StringColumn } from "@throughline/clickhouse";
import type { Cursor } from "@throughline/otlp";
import { VALUE_TYPES } from "@throughline/schema";
import type { CorrelationIds } from "./correlation.ts";
import type { Ranges } from "./ranges.ts";
import { ValueReader } from "./value.ts";

const KEY = 1;
const VALUE = 2;
/** Tags of length-delimited fields 1 and 2: a KeyValue's key and value, an AnyValue's string. */
const TAG_1 = 0x0a;
const TAG_2 = 0x12;
const STRING_LETTER = VALUE_TYPES.string.charCodeAt(0);

export type AttributeMap = MapColumn<LowCardinalityColumn, StringColumn>;

/** Writes KeyValue messages into a map column and the letters of their types into another. */
export class AttributeEncoder {
  readonly #value = new ValueReader();
  readonly #letters = new ByteBuffer();
  #keyStart = 0;
  #keyStop = 0;

  /**
   * Writes the KeyValues at `ranges` of the cursor's bytes as one row of `map` and one of `types`. Those that name the correlation ID are
   * also given to `correlation`. Moves the cursor.
   */
  encode(cursor: Cursor, ranges: Ranges, map: AttributeMap, types: LowCardinalityColumn, correlation?: CorrelationIds): void {
    const value = this.#value;
    const letters = this.#letters;
    let onlyStrings = true;
    letters.length = 0;
    for (let index = 0; index < ranges.count; index++) {
      const start = ranges.start(index);
      const stop = ranges.stop(index);
      if (this.#readShortString(cursor, start, stop)) letters.uint8(STRING_LETTER);
      else {
        this.#readAny(cursor, start, stop);
        const letter = value.type.charCodeAt(0);
        letters.uint8(letter);
        if (letter !== STRING_LETTER) onlyStrings = false;
      }
      map.keys.add(cursor, this.#keyStart, this.#keyStop);
      map.values.add(value.source, value.start, value.stop);
      if (correlation?.isKey(cursor, this.#keyStart, this.#keyStop)) correlation.take(value);
    }
    map.end();
    types.add(letters, 0, onlyStrings ? 0 : letters.length);
  }

  /**
   * Reads a KeyValue as nearly all are: key, then a string, each shorter than 128 bytes, so that every length is one byte. False if it is
   * any other, and nothing was read.
   */
  #readShortString(cursor: Cursor, start: number, stop: number): boolean {
    const { bytes } = cursor;
    const keyLength = bytes[start + 1] as number;
    if (bytes[start] !== TAG_1 || keyLength >= 0x80) return false;
    const keyStop = start + 2 + keyLength;
    if (bytes[keyStop] !== TAG_2 || keyStop + 2 + (bytes[keyStop + 1] as number) !== stop) return false;
    if (bytes[keyStop + 2] !== TAG_1 || keyStop + 4 + (bytes[keyStop + 3] as number) !== stop) return false;
    this.#keyStart = start + 2;
    this.#keyStop = keyStop;
    this.#value.string(cursor, keyStop + 4, stop);
    return true;
  }

  #readAny(cursor: Cursor, start: number, stop: number): void {
    let valueStart = -1;
    let valueStop = 0;
    this.#keyStart = 0;
    this.#keyStop = 0;
    cursor.seek(start, stop);
    while (cursor.next()) {
      if (cursor.field === KEY) {
        cursor.range();
        this.#keyStart = cursor.start;
        this.#keyStop = cursor.stop;
      } else if (cursor.field === VALUE) {
        cursor.range();
        valueStart = cursor.start;
        valueStop = cursor.stop;
      } else cursor.skip();
    }
    if (valueStart < 0) this.#value.clear();
    else this.#value.read(cursor, valueStart, valueStop);
  }
}
