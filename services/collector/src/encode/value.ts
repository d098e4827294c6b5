import { ByteBuffer, type ByteSource } from "@throughline/clickhouse";
import { base64Of, type Cursor, int64Text, readMessage } from "@throughline/otlp";
import { VALUE_TYPES, type ValueType } from "@throughline/schema";

/** Field numbers of AnyValue. */
const STRING = 1;
const BOOL = 2;
const INT = 3;
const DOUBLE = 4;
const ARRAY = 5;
const KVLIST = 6;
const BYTES = 7;

const TRUE = ByteBuffer.of("true");
const FALSE = ByteBuffer.of("false");

/**
 * Reads an AnyValue as it is stored: a letter for its type and text, in UTF-8 (see `attribute.ts` of the schema). The text of a
 * string lies in the request; any other is made here.
 */
export class ValueReader {
  type: ValueType = VALUE_TYPES.absent;
  /** The text is `source` from `start` to `stop`, until the next `read`. */
  source: ByteSource = TRUE;
  start = 0;
  stop = 0;
  readonly #made = new ByteBuffer();

  /** There is no AnyValue to read. */
  clear(): void {
    this.type = VALUE_TYPES.absent;
    this.start = this.stop = 0;
  }

  /** The value is the string from `start` to `stop`, which lies elsewhere. */
  string(source: ByteSource, start: number, stop: number): void {
    this.type = VALUE_TYPES.string;
    this.source = source;
    this.start = start;
    this.stop = stop;
  }

  /** Reads the AnyValue from `start` to `stop`. */
  read(cursor: Cursor, start: number, stop: number): void {
    cursor.seek(start, stop);
    this.type = VALUE_TYPES.empty;
    this.start = this.stop = 0;
    while (cursor.next()) {
      switch (cursor.field) {
        case STRING:
          cursor.range();
          this.type = VALUE_TYPES.string;
          this.source = cursor;
          this.start = cursor.start;
          this.stop = cursor.stop;
          break;
        case BOOL:
          cursor.varint64();
          this.type = VALUE_TYPES.bool;
          this.source = (cursor.lo | cursor.hi) === 0 ? FALSE : TRUE;
          this.start = 0;
          this.stop = this.source === TRUE ? 4 : 5;
          break;
        case INT:
          cursor.varint64();
          this.#int(cursor.lo, cursor.hi);
          break;
        case DOUBLE: {
          const value = cursor.double();
          this.#ascii(VALUE_TYPES.double, Object.is(value, -0) ? "-0" : String(value));
          break;
        }
        case ARRAY:
          this.#nested(cursor, VALUE_TYPES.array, "ArrayValue");
          break;
        case KVLIST:
          this.#nested(cursor, VALUE_TYPES.kvlist, "KeyValueList");
          break;
        case BYTES:
          cursor.range();
          this.#text(VALUE_TYPES.bytes, base64Of(cursor.bytes, cursor.start, cursor.stop));
          break;
        default:
          cursor.skip();
      }
    }
  }

  #int(lo: number, hi: number): void {
    if (hi !== 0 || lo < 0) return this.#ascii(VALUE_TYPES.int, int64Text(lo >>> 0, hi >>> 0));
    const { bytes } = this.#made;
    let at = 16;
    do {
      const rest = (lo / 10) | 0;
      bytes[--at] = 0x30 + (lo - rest * 10);
      lo = rest;
    } while (lo !== 0);
    this.type = VALUE_TYPES.int;
    this.source = this.#made;
    this.start = at;
    this.stop = 16;
  }

  #nested(cursor: Cursor, type: ValueType, message: "ArrayValue" | "KeyValueList"): void {
    const end = cursor.enter();
    const json = readMessage(cursor, message, 0);
    cursor.leave(end);
    this.#text(type, JSON.stringify(json));
  }

  #ascii(type: ValueType, text: string): void {
    const { bytes } = this.#made;
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    this.type = type;
    this.source = this.#made;
    this.start = 0;
    this.stop = text.length;
  }

  #text(type: ValueType, text: string): void {
    const made = this.#made;
    made.length = 0;
    made.text(text);
    this.type = type;
    this.source = made;
    this.start = 0;
    this.stop = made.length;
  }
}
