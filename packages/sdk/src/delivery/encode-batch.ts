import type { InstrumentationScope } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { Attributes } from "@opentelemetry/api";
import { lengthTag, OtlpWriter, varintTag } from "./otlp-writer.ts";

/** What spans and log records have in common. */
export interface Scoped {
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope & {
    readonly attributes?: Attributes;
    readonly droppedAttributesCount?: number;
  };
}

/** A request to a collector. */
export interface EncodedBatch {
  /** Protobuf, in a buffer of its own. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** How many items it holds: fewer than were given if some could not be read. */
  readonly items: number;
}

// The export requests of all signals are built alike: resources, in them scopes, in them the items.
const RESOURCE_GROUP = lengthTag(1);
const RESOURCE = lengthTag(1);
const SCOPE_GROUP = lengthTag(2);
const SCOPE = lengthTag(1);
const ITEM = lengthTag(2);
const SCHEMA_URL = lengthTag(3);

/** The usual sizes of lengths, in bytes: of a group, and of a span or a log record. */
const GROUP_WIDTH = 3;
const ITEM_WIDTH = 2;

const writer = new OtlpWriter();
const resources = new WeakMap<Resource, Uint8Array>();
const scopes = new WeakMap<InstrumentationScope, Uint8Array>();

/**
 * Encodes items into an export request, grouped by resource and scope (each by identity, as OpenTelemetry keeps them).
 * An item that throws while it is read is left out.
 *
 * @param more fields of the request beside these
 */
export function encodeBatch<T extends Scoped>(
  items: readonly T[],
  writeItem: (writer: OtlpWriter, item: T) => void,
  more?: Uint8Array,
): EncodedBatch {
  let written = 0;
  for (const [resource, byScope] of grouped(items)) {
    const group = writer.open(RESOURCE_GROUP, GROUP_WIDTH);
    writeResource(resource);
    for (const [scope, members] of byScope) {
      const inner = writer.open(SCOPE_GROUP, GROUP_WIDTH);
      writeScope(scope);
      for (const item of members) {
        const before = writer.at;
        try {
          const start = writer.open(ITEM, ITEM_WIDTH);
          writeItem(writer, item);
          writer.close(start, ITEM_WIDTH);
          written += 1;
        } catch {
          writer.at = before;
        }
      }
      if (scope.schemaUrl) writer.text(SCHEMA_URL, scope.schemaUrl);
      writer.close(inner, GROUP_WIDTH);
    }
    if (resource.schemaUrl) writer.text(SCHEMA_URL, resource.schemaUrl);
    writer.close(group, GROUP_WIDTH);
  }
  if (more !== undefined) writer.raw(more);
  return { body: writer.take(), items: written };
}

function grouped<T extends Scoped>(items: readonly T[]): Map<Resource, Map<T["instrumentationScope"], T[]>> {
  const groups = new Map<Resource, Map<T["instrumentationScope"], T[]>>();
  for (const item of items) {
    let byScope = groups.get(item.resource);
    if (byScope === undefined) groups.set(item.resource, (byScope = new Map()));
    const members = byScope.get(item.instrumentationScope);
    if (members === undefined) byScope.set(item.instrumentationScope, [item]);
    else members.push(item);
  }
  return groups;
}

function writeResource(resource: Resource): void {
  const known = resources.get(resource);
  if (known !== undefined) return writer.raw(known);
  const from = writer.at;
  const start = writer.open(RESOURCE, ITEM_WIDTH);
  if (resource.asyncAttributesPending) {
    // A process that ends does not wait for the detectors. `attributes` would complain on stderr.
    const seen = new Set<string>();
    for (const [key, value] of resource.getRawAttributes()) {
      if (seen.has(key) || value === null || value === undefined || typeof (value as { then?: unknown }).then === "function") continue;
      seen.add(key);
      writer.attribute(lengthTag(1), key, value);
    }
    writer.close(start, ITEM_WIDTH);
    return;
  }
  writer.attributes(lengthTag(1), resource.attributes);
  writer.close(start, ITEM_WIDTH);
  resources.set(resource, writer.copyFrom(from));
}

function writeScope(scope: Scoped["instrumentationScope"]): void {
  const known = scopes.get(scope);
  if (known !== undefined) return writer.raw(known);
  const from = writer.at;
  const start = writer.open(SCOPE, 1);
  writer.text(lengthTag(1), scope.name);
  if (scope.version) writer.text(lengthTag(2), scope.version);
  if (scope.attributes) writer.attributes(lengthTag(3), scope.attributes);
  writer.count(varintTag(4), scope.droppedAttributesCount);
  writer.close(start, 1);
  scopes.set(scope, writer.copyFrom(from));
}
