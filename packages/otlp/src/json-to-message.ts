import { BinaryWriter, type WireType } from "@bufbuild/protobuf/wire";
import type { Field } from "./field.ts";
import { isMessage, MESSAGES, type MessageName } from "./messages.ts";
import { MalformedError } from "./malformed.ts";
import { WIRE } from "./cursor.ts";
import { wireOf } from "./wire-of.ts";

/** How deep values may nest: what protobuf's own readers allow by default. */
export const MAX_DEPTH = 100;

const LENGTH_DELIMITED = WIRE.lengthDelimited as WireType;
const UINT32_MAX = 0xffff_ffff;
const INT32_MIN = -0x8000_0000;
const INT32_MAX = 0x7fff_ffff;
const INTEGER = /^-?\d+$/;
const HEX = /^(?:[0-9a-fA-F]{2})*$/;
const BASE64 = /^(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2,3}={0,2})?$/;
const UNSAFE_INTEGER = /[:[,]\s*-?\d{16,}\s*[,\]}]/;

/**
 * OTLP/JSON text as the protobuf bytes of the same message: JSON takes the same road as protobuf from here on.
 * Unknown fields are ignored; enums must be integers; IDs are hex; `null` is the same as absent (OTLP specification, "JSON Protobuf
 * Encoding"). Integers beyond 2^53 are exact whether quoted or not.
 * @throws MalformedError naming the place and what was expected there.
 */
export function jsonToMessage(name: MessageName, text: string): Uint8Array {
  let value: unknown;
  try {
    value = UNSAFE_INTEGER.test(text) ? JSON.parse(text, keepIntegers as Parameters<typeof JSON.parse>[1]) : JSON.parse(text);
  } catch (error) {
    throw new MalformedError(`not JSON: ${(error as Error).message}`);
  }
  const writer = new BinaryWriter();
  writeMessage(writer, name, value, "", 0);
  return writer.finish();
}

/** Keeps the digits of integers that a double would round (JSON.parse source text access, ES2026). */
function keepIntegers(_key: string, value: unknown, context: { source?: string }): unknown {
  return typeof value === "number" && !Number.isSafeInteger(value) && context.source !== undefined && INTEGER.test(context.source)
    ? context.source
    : value;
}

function writeMessage(writer: BinaryWriter, name: MessageName, value: unknown, path: string, depth: number): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "an object", value);
  if (depth > MAX_DEPTH) throw new MalformedError(`${path}: values nest deeper than ${MAX_DEPTH}`);
  for (const field of MESSAGES[name]) {
    const content = (value as Record<string, unknown>)[field.name];
    if (content === undefined || content === null) continue;
    const here = path === "" ? field.name : `${path}.${field.name}`;
    if (!field.repeated) {
      writeField(writer, field, content, here, depth);
      continue;
    }
    if (!Array.isArray(content)) fail(here, "an array", content);
    if (field.packed && content.length === 0) continue;
    if (field.packed) writer.tag(field.number, LENGTH_DELIMITED).fork();
    content.forEach((item, index) => writeField(writer, field, item, `${here}[${index}]`, depth));
    if (field.packed) writer.join();
  }
}

function writeField(writer: BinaryWriter, { number, type, packed }: Field, value: unknown, path: string, depth: number): void {
  if (isMessage(type)) {
    writer.tag(number, LENGTH_DELIMITED).fork();
    writeMessage(writer, type, value, path, depth + 1);
    writer.join();
    return;
  }
  if (!packed) writer.tag(number, wireOf(type));
  switch (type) {
    case "string":
      if (typeof value !== "string") fail(path, "a string", value);
      writer.string(value);
      break;
    case "id":
      if (typeof value !== "string" || !HEX.test(value)) fail(path, "a string of hex digits", value);
      writer.bytes(bytesOfHex(value));
      break;
    case "bytes":
      if (typeof value !== "string" || !BASE64.test(value)) fail(path, "a base64 string", value);
      writer.bytes(bytesOfBase64(value));
      break;
    case "bool":
      if (typeof value !== "boolean") fail(path, "true or false", value);
      writer.bool(value);
      break;
    case "enum":
      if (!Number.isInteger(value)) fail(path, "an integer", value);
      writer.int32(value as number);
      break;
    case "uint32":
      writer.uint32(int(value, path, 0, UINT32_MAX));
      break;
    case "int32":
      writer.int32(int(value, path, INT32_MIN, INT32_MAX));
      break;
    case "fixed32":
      writer.fixed32(int(value, path, 0, UINT32_MAX));
      break;
    case "int64":
      writer.int64(integer(value, path, -(2n ** 63n), 2n ** 63n - 1n));
      break;
    case "uint64":
      writer.uint64(integer(value, path, 0n, 2n ** 64n - 1n));
      break;
    case "fixed64":
      writer.fixed64(integer(value, path, 0n, 2n ** 64n - 1n));
      break;
    case "double":
      writer.double(double(value, path));
      break;
  }
}

function int(value: unknown, path: string, min: number, max: number): number {
  const number = typeof value === "string" && INTEGER.test(value) ? Number(value) : value;
  if (!Number.isInteger(number) || (number as number) < min || (number as number) > max)
    fail(path, `an integer from ${min} to ${max}`, value);
  return number as number;
}

function integer(value: unknown, path: string, min: bigint, max: bigint): bigint {
  const whole = (typeof value === "string" && INTEGER.test(value)) || Number.isSafeInteger(value);
  const number = whole ? BigInt(value as string | number) : undefined;
  if (number === undefined || number < min || number > max) fail(path, `an integer from ${min} to ${max}`, value);
  return number;
}

function double(value: unknown, path: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && value.trim() !== "") {
    const number = Number(value);
    if (value === "NaN" || !Number.isNaN(number)) return number;
  }
  return fail(path, 'a number, "NaN", "Infinity" or "-Infinity"', value);
}

function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16));
}

function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

function fail(path: string, expected: string, value: unknown): never {
  throw new MalformedError(`${path || "the message"}: expected ${expected}, got ${shown(value)}`);
}

/** A value for an error message: short, however long or deep it is. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(typeof value === "string" ? value.slice(0, 100) : value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
