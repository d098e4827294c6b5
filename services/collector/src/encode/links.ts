import type { BlockColumns } from "@throughline/clickhouse";
import type { Cursor } from "@throughline/otlp";
import type { spans } from "@throughline/schema";
import type { AttributeEncoder } from "./attributes.ts";
import { forEachRange, Ranges } from "./ranges.ts";

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

  /** Writes the links at these places of the cursor's bytes as row number `row`; without any there is nothing to write. */
  encode(cursor: Cursor, links: Ranges, row: number, columns: BlockColumns<typeof spans>): void {
    if (links.length === 0) return;
    columns.link_trace_ids.fill(row);
    columns.link_span_ids.fill(row);
    columns.link_trace_states.fill(row);
    columns.link_flags.fill(row);
    columns.link_attributes.fill(row);
    columns.link_attribute_types.fill(row);
    columns.link_dropped_attributes.fill(row);
    forEachRange(links, (start, stop) => {
      cursor.seek(start, stop);
      this.#encodeOne(cursor, columns);
    });
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
    this.#attributes.length = 0;
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
        this.#attributes.add(cursor.start, cursor.stop);
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
