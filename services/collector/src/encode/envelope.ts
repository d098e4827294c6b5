import { Cursor } from "@throughline/otlp";
import { forEachRange, Ranges } from "./ranges.ts";
import type { Item } from "./item.ts";
import type { Resource } from "./resources.ts";
import { readScope } from "./scope.ts";

/**
 * Field numbers of the envelope around spans, log records and profiles, which are the same:
 * request { 1: resource group { 1: resource, 2: scope group { 1: scope, 2: item, 3: schema URL }, 3: schema URL } }.
 */
const GROUP = 1;
const HEAD = 1;
const CONTENT = 2;
const SCHEMA_URL = 3;

const NOTHING = new Uint8Array();

/** Calls `onItem` with every span, log record or profile of a request that was received at `receivedAt` (Unix milliseconds). */
export function walkRequest(
  bytes: Uint8Array,
  receivedAt: number,
  resourceOf: (otlp: Uint8Array, schemaUrl: Uint8Array) => Resource,
  onItem: (item: Item) => void,
): void {
  const receivedNanos = BigInt(receivedAt) * 1_000_000n;
  const receivedLo = Number(BigInt.asIntN(32, receivedNanos));
  const receivedHi = Number(receivedNanos >> 32n);
  const cursor = new Cursor(bytes);
  const resourceGroups = new Ranges();
  while (cursor.next()) {
    if (cursor.field !== GROUP) cursor.skip();
    else {
      cursor.range();
      resourceGroups.add(cursor.start, cursor.stop);
    }
  }
  forEachRange(resourceGroups, (groupStart, groupStop) => {
    const resourceGroup = readGroup(bytes, groupStart, groupStop);
    const resource = resourceOf(resourceGroup.head, resourceGroup.schemaUrl);
    forEachRange(resourceGroup.content, (scopeStart, scopeStop) => {
      const scopeGroup = readGroup(bytes, scopeStart, scopeStop);
      const scope = readScope(scopeGroup.head, scopeGroup.schemaUrl);
      const item: Item = { cursor, start: 0, stop: 0, resource, scope, receivedLo, receivedHi };
      const { at, length } = scopeGroup.content;
      for (let index = 0; index < length; index += 2) {
        item.start = at[index] as number;
        item.stop = at[index + 1] as number;
        onItem(item);
      }
    });
  });
}

/** The schema URL comes behind what it describes: a group is read to its end before its content. */
function readGroup(bytes: Uint8Array, start: number, stop: number) {
  const cursor = new Cursor(bytes, start, stop);
  const content = new Ranges();
  let head: Uint8Array = NOTHING;
  let schemaUrl: Uint8Array = NOTHING;
  while (cursor.next()) {
    if (cursor.field !== HEAD && cursor.field !== CONTENT && cursor.field !== SCHEMA_URL) {
      cursor.skip();
      continue;
    }
    cursor.range();
    if (cursor.field === CONTENT) content.add(cursor.start, cursor.stop);
    else if (cursor.field === HEAD) head = bytes.subarray(cursor.start, cursor.stop);
    else schemaUrl = bytes.subarray(cursor.start, cursor.stop);
  }
  return { head, content, schemaUrl };
}
