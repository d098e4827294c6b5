import type { BlockColumns } from "@throughline/clickhouse";
import type { Cursor } from "@throughline/otlp";
import type { spans } from "@throughline/schema";
import type { AttributeEncoder } from "./attributes.ts";
import { Ranges } from "./ranges.ts";

const TRACE_ID = 1;
const SPAN_ID = 2;
const TRACE_STATE = 3;
const ATTRIBUTES = 4;
const DROPPED = 5;
const FLAGS = 6;

/** Writes a span's links: one array element each. */
export class LinkEncoder {
  readonly #encoder: AttributeEncoder;
  readonly #attributes = new Ranges();

  constructor(encoder: AttributeEncoder) {
    this.#encoder = encoder;
  }

  encode(cursor: Cursor, links: Ranges, columns: BlockColumns<typeof spans>): void {
    for (let index = 0; index < links.count; index++) {
      cursor.seek(links.start(index), links.stop(index));
      this.#encodeOne(cursor, columns);
    }
    columns.link_trace_ids.end();
    columns.link_span_ids.end();
    columns.link_trace_states.end();
    columns.link_flags.end();
    columns.link_attributes.end();
    columns.link_attribute_types.end();
    columns.link_dropped_attributes.end();
  }

  #encodeOne(cursor: Cursor, columns: BlockColumns<typeof spans>): void {
    let traceStart = 0;
    let traceStop = 0;
    let spanStart = 0;
    let spanStop = 0;
    let stateStart = 0;
    let stateStop = 0;
    let flags = 0;
    let dropped = 0;
    this.#attributes.clear();
    while (cursor.next()) {
      if (cursor.field === TRACE_ID) {
        cursor.range();
        traceStart = cursor.start;
        traceStop = cursor.stop;
      } else if (cursor.field === SPAN_ID) {
        cursor.range();
        spanStart = cursor.start;
        spanStop = cursor.stop;
      } else if (cursor.field === TRACE_STATE) {
        cursor.range();
        stateStart = cursor.start;
        stateStop = cursor.stop;
      } else if (cursor.field === ATTRIBUTES) {
        cursor.range();
        this.#attributes.push(cursor.start, cursor.stop);
      } else if (cursor.field === DROPPED) dropped = cursor.varint32();
      else if (cursor.field === FLAGS) flags = cursor.fixed32();
      else cursor.skip();
    }
    columns.link_trace_ids.inner.add(cursor, traceStart, traceStop);
    columns.link_span_ids.inner.add(cursor, spanStart, spanStop);
    columns.link_trace_states.inner.add(cursor, stateStart, stateStop);
    columns.link_flags.inner.add(flags);
    this.#encoder.encode(cursor, this.#attributes, columns.link_attributes.inner, columns.link_attribute_types.inner);
    columns.link_dropped_attributes.inner.add(dropped);
  }
}
