import { Cursor } from "./cursor.ts";
import { type Field, isMessage, MESSAGES, type MessageName } from "./messages.ts";
import { wireOf } from "./message-to-json.ts";
import { MalformedError } from "./malformed.ts";
import { MAX_DEPTH } from "./json-to-message.ts";

/** What is expected at each field number: the wire type, and the message to go into if it is one. */
interface Expectation {
  readonly wire: number;
  readonly message: Expectations | undefined;
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

function expectationOf({ type, name }: Field): Expectation {
  return { wire: wireOf(type), message: isMessage(type) ? expectationsOf(type) : undefined, name };
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
    if (expected === undefined) cursor.skip();
    else if (expected.wire !== cursor.wire)
      throw new MalformedError(`field ${expected.name} (${cursor.field}) has wire type ${cursor.wire}, not ${expected.wire}`);
    else if (expected.message === undefined) cursor.skip();
    else {
      const end = cursor.enter();
      walk(cursor, expected.message, depth + 1);
      cursor.leave(end);
    }
  }
}
