import { type ByteSource, byteSource } from "@throughline/clickhouse";
import { Cursor, messageToJson } from "@throughline/otlp";
import { ByteMap } from "./byte-map.ts";

const NOTHING = new Uint8Array();

const NAME = 1;
const VERSION = 2;

/** What every item of an instrumentation scope carries in its row, in UTF-8. */
export interface Scope {
  readonly name: ByteSource;
  readonly version: ByteSource;
  /** OTLP/JSON of what else it says, with the schema URL of its items; empty if nothing. */
  readonly rest: ByteSource;
}

const MAX_KNOWN = 10_000;

/** Knows the scopes that were seen. */
export class ScopeRegistry {
  readonly #known = new ByteMap<Scope>(MAX_KNOWN);

  /** The scope whose InstrumentationScope message and schema URL are these bytes. */
  of(otlp: Uint8Array, schemaUrl: Uint8Array): Scope {
    return this.#known.get(otlp, schemaUrl, readScope);
  }
}

function readScope(otlp: Uint8Array, schemaUrl: Uint8Array): Scope {
  let name: Uint8Array = NOTHING;
  let version: Uint8Array = NOTHING;
  let hasMore = schemaUrl.length > 0;
  const cursor = new Cursor(otlp);
  while (cursor.next()) {
    if (cursor.field === NAME || cursor.field === VERSION) {
      cursor.range();
      const text = otlp.slice(cursor.start, cursor.stop);
      if (cursor.field === NAME) name = text;
      else version = text;
    } else {
      cursor.skip();
      hasMore = true;
    }
  }
  return { name: byteSource(name), version: byteSource(version), rest: byteSource(hasMore ? restOf(otlp, schemaUrl) : NOTHING) };
}

function restOf(otlp: Uint8Array, schemaUrl: Uint8Array): Uint8Array {
  const { name: _name, version: _version, ...rest } = messageToJson("InstrumentationScope", otlp);
  const json = { ...rest, ...(schemaUrl.length > 0 && { schemaUrl: Buffer.from(schemaUrl).toString() }) };
  return Object.keys(json).length === 0 ? NOTHING : Buffer.from(JSON.stringify(json));
}
