import { Cursor, WIRE } from "./cursor.ts";
import type { Field } from "./field.ts";
import { isMessage, MESSAGES, type MessageName } from "./messages.ts";
import { MalformedError } from "./malformed.ts";
import { MAX_DEPTH } from "./json-to-message.ts";
import { wireOf } from "./wire-of.ts";

/** What is expected at each field number: the wire type, and the message to go into if it is one. */
interface Expectation {
  readonly wire: number;
  readonly message: Expectations | undefined;
  /** Numbers that may also stand one behind another in a field of bytes. */
  readonly packed: boolean;
  readonly name: string;
}
type Expectations = (Expectation | undefined)[];

const EXPECTED = new Map<MessageName, Expectations>();

function expectationsOf(name: MessageName): Expectations {
  const known = EXPECTED.get(name);
  if (known) return known;
  const expectations: Expectations = [];
  EXPECTED.set(name, expectations); // before its fields: AnyValue holds itself
  for (const field of MESSAGES[name]) expectations[field.number] = expectationOf(field);
  return expectations;
}

function expectationOf({ type, name, packed }: Field): Expectation {
  return { wire: wireOf(type), message: isMessage(type) ? expectationsOf(type) : undefined, packed: packed ?? false, name };
}

const KEY_VALUE = expectationsOf("KeyValue");

/** Whether a KeyValue has the shape of nearly all: a short key, then a short string, a number or a boolean. */
function isPlain(bytes: Uint8Array, start: number, stop: number): boolean {
  const keyStop = start + 2 + (bytes[start + 1] as number);
  const at = keyStop + 3;
  if (
    keyStop - start >= 0x7e ||
    at >= stop ||
    bytes[start] !== 0x0a ||
    bytes[keyStop] !== 0x12 ||
    stop - keyStop >= 0x82 ||
    at - 1 + (bytes[keyStop + 1] as number) !== stop
  )
    return false;
  switch (bytes[keyStop + 2]) {
    case 0x0a:
      return at + 1 + (bytes[at] as number) === stop;
    case 0x10:
    case 0x18:
      for (let end = at; end < stop - 1; end++) if ((bytes[end] as number) < 0x80) return false;
      return (bytes[stop - 1] as number) < 0x80 && stop - at <= 10;
    case 0x21:
      return stop - at === 8;
    default:
      return false;
  }
}

/**
 * Walks a whole message and every message in it. What passes can be read to its end without an error: nothing of a request is
 * taken before all of it has been found well formed.
 * @throws MalformedError naming the field.
 */
export function validateMessage(name: MessageName, bytes: Uint8Array): void {
  walk(new Cursor(bytes), expectationsOf(name), 0);
}

function walk(cursor: Cursor, expectations: Expectations, depth: number): void {
  if (depth > MAX_DEPTH) throw new MalformedError(`values nest deeper than ${MAX_DEPTH}`);
  while (cursor.next()) {
    const expected = expectations[cursor.field];
    if (expected?.packed && cursor.wire === WIRE.lengthDelimited) {
      walkPacked(cursor, expected.wire);
      continue;
    }
    if (expected && expected.wire !== cursor.wire)
      throw new MalformedError(`field ${expected.name} (${cursor.field}) has wire type ${cursor.wire}, not ${expected.wire}`);
    if (expected?.message) {
      if (expected.message === KEY_VALUE) {
        cursor.range();
        if (isPlain(cursor.bytes, cursor.start, cursor.stop)) continue;
        const end = cursor.into();
        walk(cursor, expected.message, depth + 1);
        cursor.leave(end);
        continue;
      }
      const end = cursor.enter();
      walk(cursor, expected.message, depth + 1);
      cursor.leave(end);
    } else cursor.skip();
  }
}

/** Numbers one behind another, to the end of the field. */
function walkPacked(cursor: Cursor, wire: number): void {
  const end = cursor.enter();
  if (wire === WIRE.varint) while (cursor.more) cursor.varint32();
  else while (cursor.more) cursor.fixed64();
  cursor.leave(end);
}
