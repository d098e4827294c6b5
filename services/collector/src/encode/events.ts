import type { BlockColumns } from "@throughline/clickhouse";
import type { Cursor } from "@throughline/otlp";
import type { spans } from "@throughline/schema";
import type { AttributeEncoder } from "./attributes.ts";
import { forEachRange, Ranges } from "./ranges.ts";

const TIME = 1;
const NAME = 2;
const ATTRIBUTES = 3;
const DROPPED = 4;

/** Writes a span's events: one array element each. */
export class EventEncoder {
  readonly #encoder: AttributeEncoder;
  readonly #attributes = new Ranges();

  constructor(encoder: AttributeEncoder) {
    this.#encoder = encoder;
  }

  /** Writes the events at these places of the cursor's bytes as row number `row`; without any there is nothing to write. */
  encode(cursor: Cursor, events: Ranges, row: number, columns: BlockColumns<typeof spans>): void {
    if (events.length === 0) return;
    columns.event_times.fill(row);
    columns.event_names.fill(row);
    columns.event_attributes.fill(row);
    columns.event_attribute_types.fill(row);
    columns.event_dropped_attributes.fill(row);
    forEachRange(events, (start, stop) => {
      cursor.seek(start, stop);
      this.#encodeOne(cursor, columns);
    });
    columns.event_times.end();
    columns.event_names.end();
    columns.event_attributes.end();
    columns.event_attribute_types.end();
    columns.event_dropped_attributes.end();
  }

  #encodeOne(cursor: Cursor, columns: BlockColumns<typeof spans>): void {
    let timeLo = 0;
    let timeHi = 0;
    let nameStart = 0;
    let nameStop = 0;
    let dropped = 0;
    this.#attributes.length = 0;
    while (cursor.next()) {
      if (cursor.field === TIME) {
        cursor.fixed64();
        timeLo = cursor.lo;
        timeHi = cursor.hi;
      } else if (cursor.field === NAME) {
        cursor.range();
        nameStart = cursor.start;
        nameStop = cursor.stop;
      } else if (cursor.field === ATTRIBUTES) {
        cursor.range();
        this.#attributes.add(cursor.start, cursor.stop);
      } else if (cursor.field === DROPPED) dropped = cursor.varint32();
      else cursor.skip();
    }
    columns.event_times.inner.add(timeLo, timeHi);
    columns.event_names.inner.add(cursor, nameStart, nameStop);
    this.#encoder.encode(cursor, this.#attributes, columns.event_attributes.inner, columns.event_attribute_types.inner);
    columns.event_dropped_attributes.inner.add(dropped);
  }
}
