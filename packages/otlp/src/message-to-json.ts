import { Cursor, WIRE } from "./cursor.ts";
import type { Field } from "./field.ts";
import { isMessage, MESSAGES, type MessageName } from "./messages.ts";
import { MalformedError } from "./malformed.ts";
import { MAX_DEPTH } from "./json-to-message.ts";
import { wireOf } from "./wire-of.ts";

/** OTLP/JSON value of a message: int64 and fixed64 as decimal strings, IDs as hex, bytes as base64, defaults left out. */
export type OtlpJson = { [name: string]: unknown };

const BY_NUMBER = new Map(
  Object.entries(MESSAGES).map(([name, fields]) => [name, new Map(fields.map((field) => [field.number, field]))] as const),
);
const UTF8 = new TextDecoder();

/**
 * The OTLP/JSON value of a message's protobuf bytes. Unknown fields are left out.
 * @throws MalformedError if the bytes are no such message.
 */
export function messageToJson(name: MessageName, bytes: Uint8Array): OtlpJson {
  return readMessage(new Cursor(bytes), name, 0);
}

/** The same for the message between two places of a longer one, which the cursor has been moved to. */
export function readMessage(cursor: Cursor, name: MessageName, depth: number): OtlpJson {
  if (depth > MAX_DEPTH) throw new MalformedError(`values nest deeper than ${MAX_DEPTH}`);
  const json: OtlpJson = {};
  const fields = BY_NUMBER.get(name);
  while (cursor.next()) {
    const field = fields?.get(cursor.field);
    if (field?.packed && cursor.wire === WIRE.lengthDelimited) {
      const numbers = (json[field.name] ??= []) as unknown[];
      const end = cursor.enter();
      while (cursor.more) numbers.push(readField(cursor, field, depth));
      cursor.leave(end);
      continue;
    }
    if (!field || cursor.wire !== wireOf(field.type)) {
      cursor.skip();
      continue;
    }
    const value = readField(cursor, field, depth);
    if (field.repeated) ((json[field.name] ??= []) as unknown[]).push(value);
    else if (field.oneof) {
      for (const other of MESSAGES[name]) if (other.oneof) delete json[other.name];
      json[field.name] = value;
    } else if (isDefault(field.type, value)) delete json[field.name];
    else json[field.name] = value;
  }
  return json;
}

function readField(cursor: Cursor, { type }: Field, depth: number): unknown {
  if (isMessage(type)) {
    const end = cursor.enter();
    const value = readMessage(cursor, type, depth + 1);
    cursor.leave(end);
    return value;
  }
  switch (type) {
    case "string":
      cursor.range();
      return UTF8.decode(cursor.bytes.subarray(cursor.start, cursor.stop));
    case "id":
      cursor.range();
      return hexOf(cursor.bytes, cursor.start, cursor.stop);
    case "bytes":
      cursor.range();
      return base64Of(cursor.bytes, cursor.start, cursor.stop);
    case "bool":
      cursor.varint64();
      return (cursor.lo | cursor.hi) !== 0;
    case "enum":
    case "int32":
      return cursor.varint32() | 0;
    case "uint32":
      return cursor.varint32();
    case "fixed32":
      return cursor.fixed32();
    case "int64":
      cursor.varint64();
      return int64Text(cursor.lo >>> 0, cursor.hi >>> 0);
    case "uint64":
      cursor.varint64();
      return uint64Text(cursor.lo, cursor.hi);
    case "fixed64":
      cursor.fixed64();
      return uint64Text(cursor.lo, cursor.hi);
    case "double": {
      const value = cursor.double();
      return doubleJson(value);
    }
  }
}

/** A double as JSON: what JSON numbers cannot say is text. */
function doubleJson(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

/** Decimal text of a signed 64-bit integer given in unsigned halves. */
export function int64Text(lo: number, hi: number): string {
  if (hi === 0) return String(lo);
  if (hi === 0xffff_ffff && lo >= 0x8000_0000) return String(lo | 0);
  return BigInt.asIntN(64, (BigInt(hi) << 32n) | BigInt(lo)).toString();
}

/** Decimal text of an unsigned 64-bit integer given in halves. */
function uint64Text(lo: number, hi: number): string {
  return ((BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0)).toString();
}

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lowercase hex of bytes. */
export function hexOf(bytes: Uint8Array, start = 0, stop = bytes.length): string {
  let text = "";
  for (let at = start; at < stop; at++) text += HEX_OF_BYTE[bytes[at] as number];
  return text;
}

/** Base64 (standard alphabet, padded) of bytes. */
export function base64Of(bytes: Uint8Array, start = 0, stop = bytes.length): string {
  let text = "";
  for (let at = start; at < stop; at++) text += String.fromCharCode(bytes[at] as number);
  return btoa(text);
}

/** Whether a field outside a `oneof` holds its type's default, which ProtoJSON leaves out. The text "0" is one only for 64-bit numbers. */
function isDefault(type: Field["type"], value: unknown): boolean {
  return value === "" || value === 0 || value === false || (value === "0" && (type === "int64" || type === "uint64" || type === "fixed64"));
}
