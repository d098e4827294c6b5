import { ByteBuffer, type LowCardinalityColumn, type MapColumn, type StringColumn } from "@throughline/clickhouse";
import { Cursor } from "@throughline/otlp";
import { VALUE_TYPES } from "@throughline/schema";
import type { CorrelationIds } from "./correlation.ts";
import { forEachRange, type Ranges } from "./ranges.ts";
import { ValueReader } from "./value.ts";

const KEY = 1;
const VALUE = 2;
const STRING_LETTER = VALUE_TYPES.string.charCodeAt(0);

export type AttributeMap = MapColumn<LowCardinalityColumn, StringColumn>;

/** Writes KeyValue messages into a map column and the letters of their types into another. */
export class AttributeEncoder {
  readonly #value = new ValueReader();
  readonly #letters = new ByteBuffer();

  /**
   * Writes the KeyValues at `ranges` of `bytes` as one row of `map` and one of `types`. Those that name the correlation ID are
   * also given to `correlation`.
   */
  encode(bytes: Uint8Array, ranges: Ranges, map: AttributeMap, types: LowCardinalityColumn, correlation?: CorrelationIds): void {
    const value = this.#value;
    const letters = this.#letters;
    const cursor = new Cursor(bytes);
    let onlyStrings = true;
    letters.length = 0;
    forEachRange(ranges, (start, stop) => {
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
      map.keys.add(bytes, keyStart, keyStop);
      map.values.add(value.source, value.start, value.stop);
      const letter = value.type.charCodeAt(0);
      letters.uint8(letter);
      onlyStrings &&= letter === STRING_LETTER;
      if (correlation?.isKey(bytes, keyStart, keyStop)) correlation.take(value);
    });
    map.end();
    types.add(letters.bytes, 0, onlyStrings ? 0 : letters.length);
  }
}
