import { Cursor } from "@throughline/otlp";
import { Ranges } from "./ranges.ts";
import type { Item } from "./item.ts";
import type { ResourceRegistry } from "./resources.ts";
import type { ScopeRegistry } from "./scope.ts";

/**
 * Field numbers of the envelope around spans and around log records, which are the same:
 * request { 1: resource group { 1: resource, 2: scope group { 1: scope, 2: item, 3: schema URL }, 3: schema URL } }.
 */
const GROUP = 1;
const HEAD = 1;
const CONTENT = 2;
const SCHEMA_URL = 3;

const NOTHING = new Uint8Array();

/** What was read of earlier requests and need not be read again. */
export interface Known {
  readonly resources: ResourceRegistry;
  readonly scopes: ScopeRegistry;
}

/** Calls `onItem` with every span or log record of a request that was received at `receivedAt` (Unix milliseconds). */
export function walkRequest(bytes: Uint8Array, receivedAt: number, known: Known, onItem: (item: Item) => void): void {
  const receivedNanos = BigInt(receivedAt) * 1_000_000n;
  const receivedLo = Number(receivedNanos & 0xffff_ffffn);
  const receivedHi = Number(receivedNanos >> 32n);
  const cursor = new Cursor(bytes);
  const resourceGroups = new Ranges();
  while (cursor.next()) {
    if (cursor.field !== GROUP) cursor.skip();
    else {
      cursor.range();
      resourceGroups.push(cursor.start, cursor.stop);
    }
  }
  for (let outer = 0; outer < resourceGroups.count; outer++) {
    const resourceGroup = readGroup(cursor, resourceGroups.start(outer), resourceGroups.stop(outer));
    const resource = known.resources.of(resourceGroup.head, resourceGroup.schemaUrl);
    const scopeGroups = resourceGroup.content;
    for (let inner = 0; inner < scopeGroups.count; inner++) {
      const scopeGroup = readGroup(cursor, scopeGroups.start(inner), scopeGroups.stop(inner));
      const scope = known.scopes.of(scopeGroup.head, scopeGroup.schemaUrl);
      const items = scopeGroup.content;
      const item: Item = { cursor, start: 0, stop: 0, resource, scope, receivedLo, receivedHi };
      for (let index = 0; index < items.count; index++) {
        item.start = items.start(index);
        item.stop = items.stop(index);
        onItem(item);
      }
    }
  }
}

/** The schema URL comes behind what it describes: a group is read to its end before its content. */
function readGroup(cursor: Cursor, start: number, stop: number) {
  const content = new Ranges();
  let head: Uint8Array = NOTHING;
  let schemaUrl: Uint8Array = NOTHING;
  cursor.seek(start, stop);
  while (cursor.next()) {
    if (cursor.field !== HEAD && cursor.field !== CONTENT && cursor.field !== SCHEMA_URL) {
      cursor.skip();
      continue;
    }
    cursor.range();
    if (cursor.field === CONTENT) content.push(cursor.start, cursor.stop);
    else if (cursor.field === HEAD) head = cursor.bytes.subarray(cursor.start, cursor.stop);
    else schemaUrl = cursor.bytes.subarray(cursor.start, cursor.stop);
  }
  return { head, content, schemaUrl };
}
