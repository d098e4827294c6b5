import { ByteBuffer } from "@throughline/clickhouse";
import { Cursor, messageToJson } from "@throughline/otlp";

const NAME = 1;
const VERSION = 2;
const NOTHING = new ByteBuffer(0);

/** What every item of an instrumentation scope carries in its row, in UTF-8. */
export interface Scope {
  readonly name: ByteBuffer;
  readonly version: ByteBuffer;
  /** OTLP/JSON of what else it says, with the schema URL of its items; empty if nothing. */
  readonly rest: ByteBuffer;
}

/** Reads the InstrumentationScope message in `otlp`. */
export function readScope(otlp: Uint8Array, schemaUrl: Uint8Array): Scope {
  let name = NOTHING;
  let version = NOTHING;
  let hasMore = schemaUrl.length > 0;
  const cursor = new Cursor(otlp);
  while (cursor.next()) {
    if (cursor.field === NAME || cursor.field === VERSION) {
      cursor.range();
      const text = ByteBuffer.from(otlp.subarray(cursor.start, cursor.stop));
      if (cursor.field === NAME) name = text;
      else version = text;
    } else {
      cursor.skip();
      hasMore = true;
    }
  }
  return { name, version, rest: hasMore ? ByteBuffer.of(restOf(otlp, schemaUrl)) : NOTHING };
}

function restOf(otlp: Uint8Array, schemaUrl: Uint8Array): string {
  const { name: _name, version: _version, ...rest } = messageToJson("InstrumentationScope", otlp);
  const json = { ...rest, ...(schemaUrl.length > 0 && { schemaUrl: Buffer.from(schemaUrl).toString() }) };
  return Object.keys(json).length === 0 ? "" : JSON.stringify(json);
}
