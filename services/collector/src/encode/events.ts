import type { BlockColumns } from "@throughline/clickhouse";
import type { Cursor } from "@throughline/otlp";
import type { spans } from "@throughline/schema";
import type { AttributeEncoder } from "./attributes.ts";
import { Ranges } from "./ranges.ts";

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

  encode(cursor: Cursor, events: Ranges, columns: BlockColumns<typeof spans>): void {
    for (let index = 0; index < events.count; index++) {
      cursor.seek(events.start(index), events.stop(index));
      this.#encodeOne(cursor, columns);
    }
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
    this.#attributes.clear();
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
        this.#attributes.push(cursor.start, cursor.stop);
      } else if (cursor.field === DROPPED) dropped = cursor.varint32();
      else cursor.skip();
    }
    columns.event_times.inner.add(timeLo, timeHi);
    columns.event_names.inner.add(cursor, nameStart, nameStop);
    this.#encoder.encode(cursor, this.#attributes, columns.event_attributes.inner, columns.event_attribute_types.inner);
    columns.event_dropped_attributes.inner.add(dropped);
  }
}
