import { type Cursor, WIRE } from "@throughline/otlp";
import type { IntList } from "../int-list.ts";

/** Adds the low halves of the varints in the field at hand, packed or a single one, to `list`: indices, of which only the lower half can be. */
export function addVarints(cursor: Cursor, list: IntList): void {
  if (cursor.wire !== WIRE.lengthDelimited) {
    list.add(cursor.varint32() | 0);
    return;
  }
  const end = cursor.enter();
  while (cursor.more) list.add(cursor.varint32() | 0);
  cursor.leave(end);
}

/** Adds both halves of each varint, low half first. */
export function addVarints64(cursor: Cursor, list: IntList): void {
  if (cursor.wire !== WIRE.lengthDelimited) {
    cursor.varint64();
    list.add(cursor.lo);
    list.add(cursor.hi);
    return;
  }
  const end = cursor.enter();
  while (cursor.more) {
    cursor.varint64();
    list.add(cursor.lo);
    list.add(cursor.hi);
  }
  cursor.leave(end);
}

/** Adds both halves of each eight-byte number, low half first. */
export function addFixed64(cursor: Cursor, list: IntList): void {
  if (cursor.wire !== WIRE.lengthDelimited) {
    cursor.fixed64();
    list.add(cursor.lo);
    list.add(cursor.hi);
    return;
  }
  const end = cursor.enter();
  while (cursor.more) {
    cursor.fixed64();
    list.add(cursor.lo);
    list.add(cursor.hi);
  }
  cursor.leave(end);
}
