import type { BlockColumns } from "@throughline/clickhouse";
import type { Cursor } from "@throughline/otlp";
import { spans } from "@throughline/schema";
import { AttributeEncoder } from "./attributes.ts";
import { CorrelationIds } from "./correlation.ts";
import { EventEncoder } from "./events.ts";
import { isZero } from "./ids.ts";
import type { Item, ItemEncoder } from "./item.ts";
import { LinkEncoder } from "./links.ts";
import { Ranges } from "./ranges.ts";
import type { Resource } from "./resources.ts";
import type { Scope } from "./scope.ts";
import type { Verdict } from "./verdict.ts";

const KINDS = 6;
const STATUS_CODES = 3;
const STATUS_MESSAGE = 2;
const STATUS_CODE = 3;

/** Where a span's parts lie, found in one pass: nothing is written before the whole span is known to be acceptable. */
class SpanPlaces {
  readonly attributes = new Ranges();
  readonly events = new Ranges();
  readonly links = new Ranges();
  traceStart = 0;
  traceStop = 0;
  spanStart = 0;
  spanStop = 0;
  parentStart = 0;
  parentStop = 0;
  stateStart = 0;
  stateStop = 0;
  nameStart = 0;
  nameStop = 0;
  messageStart = 0;
  messageStop = 0;
  statusCode = 0;
  kind = 0;
  startLo = 0;
  startHi = 0;
  endLo = 0;
  endHi = 0;
  flags = 0;
  droppedAttributes = 0;
  droppedEvents = 0;
  droppedLinks = 0;

  clear(): void {
    this.attributes.length = this.events.length = this.links.length = 0;
    this.traceStart = this.traceStop = this.spanStart = this.spanStop = this.parentStart = this.parentStop = 0;
    this.stateStart = this.stateStop = this.nameStart = this.nameStop = this.messageStart = this.messageStop = 0;
    this.statusCode = this.kind = this.startLo = this.startHi = this.endLo = this.endHi = 0;
    this.flags = this.droppedAttributes = this.droppedEvents = this.droppedLinks = 0;
  }

  /** Reads the Span message that the cursor has been moved to. */
  read(cursor: Cursor): void {
    this.clear();
    while (cursor.next()) {
      switch (cursor.field) {
        case 1:
          cursor.range();
          this.traceStart = cursor.start;
          this.traceStop = cursor.stop;
          break;
        case 2:
          cursor.range();
          this.spanStart = cursor.start;
          this.spanStop = cursor.stop;
          break;
        case 3:
          cursor.range();
          this.stateStart = cursor.start;
          this.stateStop = cursor.stop;
          break;
        case 4:
          cursor.range();
          this.parentStart = cursor.start;
          this.parentStop = cursor.stop;
          break;
        case 5:
          cursor.range();
          this.nameStart = cursor.start;
          this.nameStop = cursor.stop;
          break;
        case 6:
          this.kind = cursor.varint32();
          break;
        case 7:
          cursor.fixed64();
          this.startLo = cursor.lo;
          this.startHi = cursor.hi;
          break;
        case 8:
          cursor.fixed64();
          this.endLo = cursor.lo;
          this.endHi = cursor.hi;
          break;
        case 9:
          cursor.range();
          this.attributes.add(cursor.start, cursor.stop);
          break;
        case 10:
          this.droppedAttributes = cursor.varint32();
          break;
        case 11:
          cursor.range();
          this.events.add(cursor.start, cursor.stop);
          break;
        case 12:
          this.droppedEvents = cursor.varint32();
          break;
        case 13:
          cursor.range();
          this.links.add(cursor.start, cursor.stop);
          break;
        case 14:
          this.droppedLinks = cursor.varint32();
          break;
        case 15:
          this.#readStatus(cursor);
          break;
        case 16:
          this.flags = cursor.fixed32();
          break;
        default:
          cursor.skip();
      }
    }
  }

  #readStatus(cursor: Cursor): void {
    const end = cursor.enter();
    while (cursor.next()) {
      if (cursor.field === STATUS_MESSAGE) {
        cursor.range();
        this.messageStart = cursor.start;
        this.messageStop = cursor.stop;
      } else if (cursor.field === STATUS_CODE) this.statusCode = cursor.varint32();
      else cursor.skip();
    }
    cursor.leave(end);
  }
}

/** Writes spans into a block of the table `spans`. */
export class SpanEncoder implements ItemEncoder<typeof spans> {
  readonly table = spans;
  readonly #places = new SpanPlaces();
  readonly #attributes = new AttributeEncoder();
  readonly #events = new EventEncoder(this.#attributes);
  readonly #links = new LinkEncoder(this.#attributes);
  readonly #correlation = new CorrelationIds();

  /** What the rows of one scope share, looked up once: its keys in the columns of the block at hand. */
  #columns: BlockColumns<typeof spans> | undefined;
  #resource: Resource | undefined;
  #scope: Scope | undefined;
  #serviceKey = 0;
  #scopeNameKey = 0;
  #scopeVersionKey = 0;
  #scopeRestKey = 0;

  check({ cursor, start, stop }: Item, verdict: Verdict): boolean {
    cursor.seek(start, stop);
    this.#places.read(cursor);
    const reason = this.#whyNot(cursor.bytes, verdict);
    if (reason === undefined) verdict.accepted++;
    else verdict.reject(reason);
    return reason === undefined;
  }

  encode(item: Item, columns: BlockColumns<typeof spans>, verdict: Verdict): number {
    if (!this.check(item, verdict)) return 0;
    const { cursor, resource } = item;
    const span = this.#places;
    const row = columns.time.rows;
    if (row === 0 || columns !== this.#columns || resource !== this.#resource || item.scope !== this.#scope) this.#enter(item, columns);
    const borrow = span.endLo >>> 0 < span.startLo >>> 0 ? 1 : 0;
    columns.time.add(span.startLo, span.startHi);
    columns.duration.add((span.endLo - span.startLo) | 0, span.endHi - span.startHi - borrow);
    columns.trace_id.add(cursor, span.traceStart, span.traceStop);
    columns.span_id.add(cursor, span.spanStart, span.spanStop);
    if (span.parentStop !== span.parentStart) columns.parent_span_id.fill(row).add(cursor, span.parentStart, span.parentStop);
    if (span.stateStop !== span.stateStart) columns.trace_state.fill(row).add(cursor, span.stateStart, span.stateStop);
    if (span.flags !== 0) columns.flags.fill(row).add(span.flags);
    columns.service.addKey(this.#serviceKey);
    columns.name.add(cursor, span.nameStart, span.nameStop);
    columns.kind.add(span.kind < KINDS ? span.kind : 0);
    if (span.statusCode !== 0) columns.status_code.fill(row).add(span.statusCode < STATUS_CODES ? span.statusCode : 0);
    if (span.messageStop !== span.messageStart) columns.status_message.fill(row).add(cursor, span.messageStart, span.messageStop);
    columns.resource.add(resource.lo, resource.hi);
    columns.scope_name.addKey(this.#scopeNameKey);
    columns.scope_version.addKey(this.#scopeVersionKey);
    columns.scope_rest.addKey(this.#scopeRestKey);
    this.#attributes.encode(cursor, span.attributes, columns.attributes, columns.attribute_types, this.#correlation);
    if (span.droppedAttributes !== 0) columns.dropped_attributes.fill(row).add(span.droppedAttributes);
    this.#correlation.writeTo(columns.correlation_ids);
    this.#events.encode(cursor, span.events, row, columns);
    if (span.droppedEvents !== 0) columns.dropped_events.fill(row).add(span.droppedEvents);
    this.#links.encode(cursor, span.links, row, columns);
    if (span.droppedLinks !== 0) columns.dropped_links.fill(row).add(span.droppedLinks);
    return 1;
  }

  #enter({ resource, scope }: Item, columns: BlockColumns<typeof spans>): void {
    this.#columns = columns;
    this.#resource = resource;
    this.#scope = scope;
    this.#serviceKey = columns.service.keyOf(resource.service, 0, resource.service.length);
    this.#scopeNameKey = columns.scope_name.keyOf(scope.name, 0, scope.name.length);
    this.#scopeVersionKey = columns.scope_version.keyOf(scope.version, 0, scope.version.length);
    this.#scopeRestKey = columns.scope_rest.keyOf(scope.rest, 0, scope.rest.length);
  }

  #whyNot(bytes: Uint8Array, verdict: Verdict): string | undefined {
    const span = this.#places;
    if (span.traceStop - span.traceStart !== 16) return "trace ID is not 16 bytes";
    if (isZero(bytes, span.traceStart, span.traceStop)) return "trace ID is all zeros";
    if (span.spanStop - span.spanStart !== 8) return "span ID is not 8 bytes";
    if (isZero(bytes, span.spanStart, span.spanStop)) return "span ID is all zeros";
    const parent = span.parentStop - span.parentStart;
    if (parent !== 0 && parent !== 8) return "parent span ID is neither empty nor 8 bytes";
    if (span.endHi >>> 0 < span.startHi >>> 0 || (span.endHi === span.startHi && span.endLo >>> 0 < span.startLo >>> 0))
      return "end is before start";
    return verdict.whyNotAt(span.startLo, span.startHi);
  }
}
