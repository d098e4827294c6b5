import { ByteBuffer } from "@throughline/clickhouse";
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
  /** The text is `source` from `start` to `stop`, until the next `read`. */
  source: Uint8Array = new Uint8Array();
  start = 0;
  stop = 0;
  readonly #made = new ByteBuffer();

  /** There is no AnyValue to read. */
  clear(): void {
    this.#set(VALUE_TYPES.absent, "");
  }

  /** Reads the AnyValue from `start` to `stop`. */
  read(cursor: Cursor, start: number, stop: number): void {
    cursor.seek(start, stop);
    this.#set(VALUE_TYPES.empty, "");
    while (cursor.next()) {
      switch (cursor.field) {
        case STRING:
          cursor.range();
          this.type = VALUE_TYPES.string;
          this.source = cursor.bytes;
          this.start = cursor.start;
          this.stop = cursor.stop;
          break;
        case BOOL:
          cursor.varint64();
          this.#set(VALUE_TYPES.bool, (cursor.lo | cursor.hi) === 0 ? "false" : "true");
          break;
        case INT:
          cursor.varint64();
          this.#set(VALUE_TYPES.int, int64Text(cursor.lo, cursor.hi));
          break;
        case DOUBLE: {
          const value = cursor.double();
          this.#set(VALUE_TYPES.double, Object.is(value, -0) ? "-0" : String(value));
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
          this.#set(VALUE_TYPES.bytes, base64Of(cursor.bytes, cursor.start, cursor.stop));
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
    this.#set(type, JSON.stringify(json));
  }

  #set(type: ValueType, text: string): void {
    this.type = type;
    this.#made.length = 0;
    this.#made.text(text);
    this.source = this.#made.bytes;
    this.start = 0;
    this.stop = this.#made.length;
  }
}
