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

/**
 * Reads an AnyValue as it is stored: a letter for its type and text, in UTF-8 (see `attribute.ts` of the schema). The text of a
 * string lies in the request; any other is made here.
 */
export class ValueReader {
  type: ValueType = VALUE_TYPES.absent;
  readonly #made = new ByteBuffer();
  /** The text is `source` from `start` to `stop`, until the next `read`. */
  source: ByteSource = this.#made;
  start = 0;
  stop = 0;

  /** There is no AnyValue to read. */
  clear(): void {
    this.#none(VALUE_TYPES.absent);
  }

  /** The value is the string from `start` to `stop`. */
  string(source: ByteSource, start: number, stop: number): void {
    this.type = VALUE_TYPES.string;
    this.source = source;
    this.start = start;
    this.stop = stop;
  }

  /** Reads the AnyValue from `start` to `stop`. */
  read(cursor: Cursor, start: number, stop: number): void {
    this.#none(VALUE_TYPES.empty);
    cursor.seek(start, stop);
    while (cursor.next()) {
      switch (cursor.field) {
        case STRING:
          cursor.range();
          this.string(cursor, cursor.start, cursor.stop);
          break;
        case BOOL:
          cursor.varint64();
          this.#text(VALUE_TYPES.bool, (cursor.lo | cursor.hi) === 0 ? "false" : "true");
          break;
        case INT:
          cursor.varint64();
          this.#int(cursor.lo, cursor.hi);
          break;
        case DOUBLE: {
          const value = cursor.double();
          this.#text(VALUE_TYPES.double, Object.is(value, -0) ? "-0" : String(value));
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

  #nested(cursor: Cursor, type: ValueType, message: "ArrayValue" | "KeyValueList"): void {
    const end = cursor.enter();
    const json = readMessage(cursor, message, 0);
    cursor.leave(end);
    this.#text(type, JSON.stringify(json));
  }

  /** Most integers are small and need no string on their way. */
  #int(lo: number, hi: number): void {
    if (hi !== 0 || lo > 0x7fff_ffff) return this.#text(VALUE_TYPES.int, int64Text(lo, hi));
    this.#none(VALUE_TYPES.int);
    this.#made.decimal(lo);
    this.stop = this.#made.length;
  }

  #text(type: ValueType, text: string): void {
    this.#none(type);
    this.#made.text(text);
    this.stop = this.#made.length;
  }

  #none(type: ValueType): void {
    this.type = type;
    this.#made.length = 0;
    this.source = this.#made;
    this.start = 0;
    this.stop = 0;
  }
}
