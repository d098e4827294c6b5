import type { ResourceRow } from "./resource.ts";

const MAX_BYTES = 32 * 2 ** 20;
/** What a text takes besides its characters, and a row besides its texts (measured). */
const TEXT_BYTES = 32;
const ROW_BYTES = 128;

/**
 * Keeps resources of one database: they never change under their fingerprint, so that most answers need not ask for any. When it is too
 * much, those go that were not asked for the longest.
 */
export class ResourceCache {
  readonly #maxBytes: number;
  /** Last asked for last. */
  readonly #kept = new Map<string, ResourceRow>();
  #bytes = 0;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  get(fingerprint: string): ResourceRow | undefined {
    const row = this.#kept.get(fingerprint);
    if (!row) return undefined;
    this.#kept.delete(fingerprint);
    this.#kept.set(fingerprint, row);
    return row;
  }

  add(row: ResourceRow): void {
    this.#remove(this.#kept.get(row.resource));
    this.#kept.set(row.resource, row);
    this.#bytes += bytesOf(row);
    for (const oldest of this.#kept.values()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#remove(oldest);
    }
  }

  #remove(row: ResourceRow | undefined): void {
    if (!row) return;
    this.#kept.delete(row.resource);
    this.#bytes -= bytesOf(row);
  }
}

function bytesOf({ resource, keys, values, types, schemaUrl, otlp }: ResourceRow): number {
  return [resource, types, schemaUrl, otlp, ...keys, ...values].reduce((sum, { length }) => sum + length + TEXT_BYTES, ROW_BYTES);
}
