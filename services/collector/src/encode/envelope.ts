import { Cursor } from "@throughline/otlp";
import { forEachRange, type Ranges } from "./ranges.ts";
import type { Item } from "./item.ts";
import type { ResourceRegistry } from "./resources.ts";
import { readScope } from "./scope.ts";

/**
 * Field numbers of the envelope around spans and around log records, which are the same:
 * request { 1: resource group { 1: resource, 2: scope group { 1: scope, 2: item, 3: schema URL }, 3: schema URL } }.
 */
const GROUP = 1;
const HEAD = 1;
const CONTENT = 2;
const SCHEMA_URL = 3;

const NOTHING = new Uint8Array();

/** Calls `onItem` with every span or log record of a request that was received at `receivedAt` (Unix milliseconds). */
export function walkRequest(bytes: Uint8Array, receivedAt: number, registry: ResourceRegistry, onItem: (item: Item) => void): void {
  const receivedNanos = BigInt(receivedAt) * 1_000_000n;
  const receivedLo = Number(receivedNanos & 0xffff_ffffn);
  const receivedHi = Number(receivedNanos >> 32n);
  const cursor = new Cursor(bytes);
  const resourceGroups: Ranges = [];
  while (cursor.next()) {
    if (cursor.field !== GROUP) cursor.skip();
    else {
      cursor.range();
      resourceGroups.push(cursor.start, cursor.stop);
    }
  }
  forEachRange(resourceGroups, (groupStart, groupStop) => {
    const resourceGroup = readGroup(bytes, groupStart, groupStop);
    const resource = registry.of(resourceGroup.head, resourceGroup.schemaUrl);
    forEachRange(resourceGroup.content, (scopeStart, scopeStop) => {
      const scopeGroup = readGroup(bytes, scopeStart, scopeStop);
      const scope = readScope(scopeGroup.head, scopeGroup.schemaUrl);
      const item: Item = { bytes, start: 0, stop: 0, resource, scope, receivedLo, receivedHi };
      forEachRange(scopeGroup.content, (start, stop) => {
        item.start = start;
        item.stop = stop;
        onItem(item);
      });
    });
  });
}

/** The schema URL comes behind what it describes: a group is read to its end before its content. */
function readGroup(bytes: Uint8Array, start: number, stop: number) {
  const cursor = new Cursor(bytes, start, stop);
  const content: Ranges = [];
  let head: Uint8Array = NOTHING;
  let schemaUrl: Uint8Array = NOTHING;
  while (cursor.next()) {
    if (cursor.field !== HEAD && cursor.field !== CONTENT && cursor.field !== SCHEMA_URL) {
      cursor.skip();
      continue;
    }
    cursor.range();
    if (cursor.field === CONTENT) content.push(cursor.start, cursor.stop);
    else if (cursor.field === HEAD) head = bytes.subarray(cursor.start, cursor.stop);
    else schemaUrl = bytes.subarray(cursor.start, cursor.stop);
  }
  return { head, content, schemaUrl };
}
