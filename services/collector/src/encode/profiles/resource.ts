import { Cursor, jsonToMessage, messageToJson } from "@throughline/otlp";
import type { DictionaryTables } from "./tables.ts";

const ATTRIBUTES = 1;
const VALUE = 2;
const KEY_STRINDEX = 3;
const STRING_VALUE_STRINDEX = 8;

const UTF8 = new TextDecoder();

/**
 * A Resource message of a profiles request with its strings in place: it may refer to the request's dictionary for keys and values, and must
 * mean the same outside of it. As it came if it does not.
 */
export function resolveResource(otlp: Uint8Array, tables: DictionaryTables): Uint8Array {
  if (!refersToDictionary(otlp)) return otlp;
  return jsonToMessage("Resource", JSON.stringify(resolved(messageToJson("Resource", otlp), tables)));
}

function refersToDictionary(otlp: Uint8Array): boolean {
  const cursor = new Cursor(otlp);
  return some(cursor, ATTRIBUTES, () => some(cursor, VALUE, () => some(cursor, STRING_VALUE_STRINDEX), KEY_STRINDEX));
}

/** Whether the message that the cursor is in has a field `found`, or one `field` whose message `holds` it. */
function some(cursor: Cursor, field: number, holds?: () => boolean, found?: number): boolean {
  while (cursor.next()) {
    if (cursor.field === found || (cursor.field === field && !holds)) return true;
    if (cursor.field !== field || !holds) cursor.skip();
    else {
      const end = cursor.enter();
      if (holds()) return true;
      cursor.leave(end);
    }
  }
  return false;
}

function resolved(value: unknown, tables: DictionaryTables): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, tables));
  if (typeof value !== "object" || value === null) return value;
  const { keyStrindex, stringValueStrindex, ...rest } = value as { keyStrindex?: number; stringValueStrindex?: number };
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, resolved(inner, tables)])),
    ...(keyStrindex !== undefined && { key: stringAt(keyStrindex, tables) }),
    ...(stringValueStrindex !== undefined && { stringValue: stringAt(stringValueStrindex, tables) }),
  };
}

function stringAt(index: number, { strings, cursor }: DictionaryTables): string {
  if (index >>> 0 >= strings.length / 2) return "";
  return UTF8.decode(cursor.bytes.subarray(strings.at[2 * index], strings.at[2 * index + 1]));
}
