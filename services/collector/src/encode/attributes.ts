import { ByteBuffer, type LowCardinalityColumn, type MapColumn, type StringColumn } from "@throughline/clickhouse";
import type { Cursor } from "@throughline/otlp";
import { VALUE_TYPES } from "@throughline/schema";
import type { CorrelationIds } from "./correlation.ts";
import type { Ranges } from "./ranges.ts";
import { ValueReader } from "./value.ts";

const KEY = 1;
const VALUE = 2;
/** First bytes of the fields key and value of KeyValue, and of the string of AnyValue. */
const KEY_TAG = 0x0a;
const VALUE_TAG = 0x12;
const STRING_TAG = 0x0a;
const INT_TAG = 0x18;
const STRING_LETTER = VALUE_TYPES.string.charCodeAt(0);
const INT_LETTER = VALUE_TYPES.int.charCodeAt(0);

export type AttributeMap = MapColumn<LowCardinalityColumn, StringColumn>;

/** Writes KeyValue messages into a map column and the letters of their types into another. */
export class AttributeEncoder {
  readonly #value = new ValueReader();
  readonly #letters = new ByteBuffer();

  /**
   * Writes the KeyValues at `ranges` of the cursor's bytes as one row of `map` and one of `types`. Those that name the correlation
   * ID are also given to `correlation`.
   */
  encode(cursor: Cursor, ranges: Ranges, map: AttributeMap, types: LowCardinalityColumn, correlation?: CorrelationIds): void {
    const letters = this.#letters;
    const { keys, values } = map;
    let onlyStrings = true;
    letters.length = 0;
    const { bytes } = cursor;
    const places = ranges.at;
    for (let at = 0; at < ranges.length; at += 2) {
      const start = places[at] as number;
      const stop = places[at + 1] as number;
      // Nearly every attribute is a short key, then a short string or a small number, in this order.
      const keyStart = start + 2;
      const keyStop = keyStart + (bytes[start + 1] as number);
      const valueStart = keyStop + 3;
      if (
        keyStop - keyStart < 0x7c &&
        valueStart < stop &&
        bytes[start] === KEY_TAG &&
        bytes[keyStop] === VALUE_TAG &&
        valueStart - 1 + (bytes[keyStop + 1] as number) === stop &&
        stop - keyStop < 0x82
      ) {
        const tag = bytes[keyStop + 2];
        if (tag === STRING_TAG && valueStart + 1 + (bytes[valueStart] as number) === stop) {
          keys.add(cursor, keyStart, keyStop);
          values.add(cursor, valueStart + 1, stop);
          letters.uint8(STRING_LETTER);
          if (correlation?.isKey(bytes, keyStart, keyStop)) correlation.takeText(cursor, valueStart + 1, stop);
          continue;
        }
        if (tag === INT_TAG && stop - valueStart <= 4 && (bytes[stop - 1] as number) < 0x80) {
          let number = 0;
          let end = valueStart;
          for (let shift = 0; ; shift += 7) {
            const byte = bytes[end++] as number;
            number |= (byte & 0x7f) << shift;
            if (byte < 0x80) break;
          }
          if (end === stop) {
            keys.add(cursor, keyStart, keyStop);
            values.addDecimal(number);
            letters.uint8(INT_LETTER);
            onlyStrings = false;
            continue;
          }
        }
      }
      if (!this.#encodeAny(cursor, start, stop, map, correlation)) onlyStrings = false;
    }
    map.end();
    types.add(letters, 0, onlyStrings ? 0 : letters.length);
  }

  /** An attribute of any shape; false unless its value is a string. */
  #encodeAny(cursor: Cursor, start: number, stop: number, map: AttributeMap, correlation: CorrelationIds | undefined): boolean {
    const value = this.#value;
    let keyStart = 0;
    let keyStop = 0;
    let valueStart = -1;
    let valueStop = 0;
    cursor.seek(start, stop);
    while (cursor.next()) {
      if (cursor.field === KEY) {
        cursor.range();
        keyStart = cursor.start;
        keyStop = cursor.stop;
      } else if (cursor.field === VALUE) {
        cursor.range();
        valueStart = cursor.start;
        valueStop = cursor.stop;
      } else cursor.skip();
    }
    if (valueStart < 0) value.clear();
    else value.read(cursor, valueStart, valueStop);
    map.keys.add(cursor, keyStart, keyStop);
    map.values.add(value.source, value.start, value.stop);
    const letter = value.type.charCodeAt(0);
    this.#letters.uint8(letter);
    if (correlation?.isKey(cursor.bytes, keyStart, keyStop)) correlation.take(value);
    return letter === STRING_LETTER;
  }
}
