import { createHash } from "node:crypto";
import { Block, type ByteSource, byteSource } from "@throughline/clickhouse";
import { Cursor, messageToJson } from "@throughline/otlp";
import { resources as table } from "@throughline/schema";
import { AttributeEncoder } from "./attributes.ts";
import { ByteMap } from "./byte-map.ts";
import { Ranges } from "./ranges.ts";

/** A resource is written again after this long, so that `last_seen` keeps it alive. */
const REFRESH_MS = 12 * 3_600_000;
const MAX_KNOWN = 10_000;
const ATTRIBUTES = 1;

/** What every item of a resource carries in its row. */
export interface Resource {
  /** Halves of the fingerprint. */
  readonly lo: number;
  readonly hi: number;
  /** `service.name`, in UTF-8. */
  readonly service: ByteSource;
  /** As they came. */
  readonly otlp: Uint8Array;
  readonly schemaUrl: Uint8Array;
  /** When it was last sent to be stored, in Unix milliseconds. */
  sentAt: number;
}

/** Knows the resources that were seen, and when each was sent to ClickHouse. One for each thread that encodes. */
export class ResourceRegistry {
  readonly #known = new ByteMap<Resource>(MAX_KNOWN);

  /** The resource whose Resource message and schema URL are these bytes. */
  of(otlp: Uint8Array, schemaUrl: Uint8Array): Resource {
    return this.#known.get(otlp, schemaUrl, newResource);
  }
}

function newResource(otlp: Uint8Array, schemaUrl: Uint8Array): Resource {
  const digest = createHash("sha256").update(schemaUrl).update("\n").update(otlp).digest();
  return {
    lo: digest.readUInt32LE(0),
    hi: digest.readUInt32LE(4),
    service: byteSource(Buffer.from(serviceName(otlp))),
    otlp,
    schemaUrl,
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
      columns.service.add(service, 0, service.bytes.length);
      encoder.encode(new Cursor(otlp), attributesOf(otlp), columns.attributes, columns.attribute_types);
      columns.schema_url.add(byteSource(schemaUrl), 0, schemaUrl.length);
      columns.otlp.add(byteSource(otlp), 0, otlp.length);
      columns.last_seen.add(Math.floor(Date.now() / 1000));
    }
    return block.toNative(this.#new.length);
  }
}

function attributesOf(otlp: Uint8Array): Ranges {
  const ranges = new Ranges();
  const cursor = new Cursor(otlp);
  while (cursor.next()) {
    if (cursor.field !== ATTRIBUTES) cursor.skip();
    else {
      cursor.range();
      ranges.push(cursor.start, cursor.stop);
    }
  }
  return ranges;
}

/** `service.name`, or what OpenTelemetry's resource conventions say to use without one. */
function serviceName(otlp: Uint8Array): string {
  const { attributes = [] } = messageToJson("Resource", otlp) as { attributes?: { key?: string; value?: { stringValue?: string } }[] };
  return attributes.find(({ key }) => key === "service.name")?.value?.stringValue || "unknown_service";
}
