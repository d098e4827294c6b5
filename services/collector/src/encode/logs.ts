import { type BlockColumns, ByteBuffer, type LowCardinalityColumn, type StringColumn } from "@throughline/clickhouse";
import type { Cursor } from "@throughline/otlp";
import { logs, VALUE_TYPES, type ValueType } from "@throughline/schema";
import { AttributeEncoder } from "./attributes.ts";
import { CorrelationIds } from "./correlation.ts";
import type { Item, ItemEncoder } from "./item.ts";
import { Ranges } from "./ranges.ts";
import { ValueReader } from "./value.ts";
import type { Verdict } from "./verdict.ts";

const MAX_SEVERITY = 24;

/** Where a log record's parts lie. */
class LogPlaces {
  readonly attributes = new Ranges();
  traceStart = 0;
  traceStop = 0;
  spanStart = 0;
  spanStop = 0;
  severityStart = 0;
  severityStop = 0;
  eventStart = 0;
  eventStop = 0;
  /** −1: there is none. */
  bodyStart = -1;
  bodyStop = 0;
  severity = 0;
  flags = 0;
  droppedAttributes = 0;
  timeLo = 0;
  timeHi = 0;
  observedLo = 0;
  observedHi = 0;

  clear(): void {
    this.attributes.length = 0;
    this.bodyStart = -1;
    this.traceStart = this.traceStop = this.spanStart = this.spanStop = this.severityStart = this.severityStop = 0;
    this.eventStart = this.eventStop = this.bodyStop = this.severity = this.flags = this.droppedAttributes = 0;
    this.timeLo = this.timeHi = this.observedLo = this.observedHi = 0;
  }

  /** Reads the LogRecord message that the cursor has been moved to. */
  read(cursor: Cursor): void {
    this.clear();
    while (cursor.next()) {
      switch (cursor.field) {
        case 1:
          cursor.fixed64();
          this.timeLo = cursor.lo;
          this.timeHi = cursor.hi;
          break;
        case 2:
          this.severity = cursor.varint32();
          break;
        case 3:
          cursor.range();
          this.severityStart = cursor.start;
          this.severityStop = cursor.stop;
          break;
        case 5:
          cursor.range();
          this.bodyStart = cursor.start;
          this.bodyStop = cursor.stop;
          break;
        case 6:
          cursor.range();
          this.attributes.add(cursor.start, cursor.stop);
          break;
        case 7:
          this.droppedAttributes = cursor.varint32();
          break;
        case 8:
          this.flags = cursor.fixed32();
          break;
        case 9:
          cursor.range();
          this.traceStart = cursor.start;
          this.traceStop = cursor.stop;
          break;
        case 10:
          cursor.range();
          this.spanStart = cursor.start;
          this.spanStop = cursor.stop;
          break;
        case 11:
          cursor.fixed64();
          this.observedLo = cursor.lo;
          this.observedHi = cursor.hi;
          break;
        case 12:
          cursor.range();
          this.eventStart = cursor.start;
          this.eventStop = cursor.stop;
          break;
        default:
          cursor.skip();
      }
    }
    // An ID of another length says that the record belongs to no trace (opentelemetry-proto, LogRecord.trace_id).
    if (this.traceStop - this.traceStart !== 16) this.traceStart = this.traceStop = 0;
    if (this.spanStop - this.spanStart !== 8) this.spanStart = this.spanStop = 0;
  }
}

/** Writes log records into a block of the table `logs`. */
export class LogEncoder implements ItemEncoder<typeof logs> {
  readonly table = logs;
  readonly #places = new LogPlaces();
  readonly #attributes = new AttributeEncoder();
  readonly #body = new ValueReader();
  readonly #correlation = new CorrelationIds();
  #timeGiven = false;
  #timeLo = 0;
  #timeHi = 0;

  check({ cursor, start, stop, receivedLo, receivedHi }: Item, verdict: Verdict): boolean {
    const log = this.#places;
    cursor.seek(start, stop);
    log.read(cursor);
    // A record that does not say when it happened: when it was observed, else when it came.
    const given = (log.timeLo | log.timeHi) !== 0;
    const observed = (log.observedLo | log.observedHi) !== 0;
    this.#timeGiven = given;
    this.#timeLo = given ? log.timeLo : observed ? log.observedLo : receivedLo;
    this.#timeHi = given ? log.timeHi : observed ? log.observedHi : receivedHi;
    const reason = verdict.whyNotAt(this.#timeLo, this.#timeHi);
    if (reason === undefined) verdict.accepted++;
    else verdict.reject(reason);
    return reason === undefined;
  }

  encode(item: Item, columns: BlockColumns<typeof logs>, verdict: Verdict): number {
    if (!this.check(item, verdict)) return 0;
    const { cursor, resource, scope } = item;
    const log = this.#places;
    columns.time.add(this.#timeLo, this.#timeHi);
    columns.time_given.add(this.#timeGiven ? 1 : 0);
    columns.observed_time.add(log.observedLo, log.observedHi);
    columns.trace_id.add(cursor, log.traceStart, log.traceStop);
    columns.span_id.add(cursor, log.spanStart, log.spanStop);
    columns.flags.add(log.flags);
    columns.service.add(resource.service, 0, resource.service.length);
    columns.severity_number.add(log.severity <= MAX_SEVERITY ? log.severity : 0);
    columns.severity_text.add(cursor, log.severityStart, log.severityStop);
    columns.event_name.add(cursor, log.eventStart, log.eventStop);
    this.#encodeBody(cursor, columns.body, columns.body_type);
    columns.resource.add(resource.lo, resource.hi);
    columns.scope_name.add(scope.name, 0, scope.name.length);
    columns.scope_version.add(scope.version, 0, scope.version.length);
    columns.scope_rest.add(scope.rest, 0, scope.rest.length);
    this.#attributes.encode(cursor, log.attributes, columns.attributes, columns.attribute_types, this.#correlation);
    columns.dropped_attributes.add(log.droppedAttributes);
    this.#correlation.writeTo(columns.correlation_ids);
    return 1;
  }

  #encodeBody(cursor: Cursor, text: StringColumn, type: LowCardinalityColumn): void {
    const body = this.#body;
    const { bodyStart, bodyStop } = this.#places;
    if (bodyStart < 0) body.clear();
    else body.read(cursor, bodyStart, bodyStop);
    text.add(body.source, body.start, body.stop);
    const letter = BODY_TYPES[body.type];
    type.add(letter, 0, letter.length);
  }
}

/** The letters as bytes; a string's is left out. */
const BODY_TYPES = Object.fromEntries(
  Object.values(VALUE_TYPES).map((letter) => [letter, ByteBuffer.of(letter === VALUE_TYPES.string ? "" : letter)]),
) as Record<ValueType, ByteBuffer>;
