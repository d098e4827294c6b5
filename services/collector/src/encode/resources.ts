import { createHash } from "node:crypto";
import { Block, ByteBuffer } from "@throughline/clickhouse";
import { Cursor, messageToJson } from "@throughline/otlp";
import { resources as table } from "@throughline/schema";
import { AttributeEncoder } from "./attributes.ts";
import { Ranges } from "./ranges.ts";

/** A resource is written again after this long, so that `last_seen` keeps it alive. */
const REFRESH_MS = 12 * 3_600_000;
const MAX_KNOWN = 10_000;
const MAX_KNOWN_BYTES = 8 * 1024;
const ATTRIBUTES = 1;

/** What every item of a resource carries in its row. */
export interface Resource {
  /** Halves of the fingerprint. */
  readonly lo: number;
  readonly hi: number;
  /** `service.name`, in UTF-8. */
  readonly service: ByteBuffer;
  /** As they came. */
  readonly otlp: ByteBuffer;
  readonly schemaUrl: ByteBuffer;
  /** When it was last sent to be stored, in Unix milliseconds. */
  sentAt: number;
}

/** Knows the resources that were seen, and when each was sent to ClickHouse. One for each thread that encodes. */
export class ResourceRegistry {
  readonly #known = new Map<string, Resource>();

  /** The resource whose Resource message and schema URL are these bytes. */
  of(otlp: Uint8Array, schemaUrl: Uint8Array): Resource {
    if (otlp.length > MAX_KNOWN_BYTES) return newResource(otlp, schemaUrl); // stored anew each time: memory is bounded
    const key = `${Buffer.from(schemaUrl).toString("latin1")}\n${Buffer.from(otlp).toString("latin1")}`;
    const known = this.#known.get(key);
    if (known) return known;
    const resource = newResource(otlp, schemaUrl);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear(); // they are merely stored once more
    this.#known.set(key, resource);
    return resource;
  }
}

function newResource(otlp: Uint8Array, schemaUrl: Uint8Array): Resource {
  const digest = createHash("sha256").update(schemaUrl).update("\n").update(otlp).digest();
  return {
    lo: digest.readInt32LE(0),
    hi: digest.readInt32LE(4),
    service: ByteBuffer.of(serviceName(otlp)),
    otlp: ByteBuffer.from(otlp),
    schemaUrl: ByteBuffer.from(schemaUrl),
    sentAt: 0,
  };
}

/**
 * The resources of one batch that were not sent lately. A batch is sent until it is stored, or by the next process after a crash, which knows
 * none: so what was sent once will be there.
 */
export class ResourceRows {
  readonly #new: Resource[] = [];

  see(resource: Resource): void {
    const now = Date.now();
    if (now - resource.sentAt <= REFRESH_MS) return;
    resource.sentAt = now;
    this.#new.push(resource);
  }

  /** A Native block of them; undefined if there are none. */
  toNative(): Uint8Array | undefined {
    if (this.#new.length === 0) return undefined;
    const block = new Block(table);
    const { columns } = block;
    const encoder = new AttributeEncoder();
    for (const { lo, hi, service, otlp, schemaUrl } of this.#new) {
      columns.resource.add(lo, hi);
      columns.service.add(service, 0, service.length);
      const cursor = new Cursor(otlp.written);
      encoder.encode(cursor, attributesOf(cursor), columns.attributes, columns.attribute_types);
      columns.schema_url.add(schemaUrl, 0, schemaUrl.length);
      columns.otlp.add(otlp, 0, otlp.length);
      columns.last_seen.add(Math.floor(Date.now() / 1000));
    }
    return block.toNative(this.#new.length);
  }
}

function attributesOf(cursor: Cursor): Ranges {
  const ranges = new Ranges();
  while (cursor.next()) {
    if (cursor.field !== ATTRIBUTES) cursor.skip();
    else {
      cursor.range();
      ranges.add(cursor.start, cursor.stop);
    }
  }
  return ranges;
}

/** `service.name`, or what OpenTelemetry's resource conventions say to use without one. */
function serviceName(otlp: Uint8Array): string {
  const { attributes = [] } = messageToJson("Resource", otlp) as { attributes?: { key?: string; value?: { stringValue?: string } }[] };
  return attributes.find(({ key }) => key === "service.name")?.value?.stringValue || "unknown_service";
}
