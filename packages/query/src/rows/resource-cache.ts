import type { ResourceRow } from "./resource.ts";

/** About 32 MiB: a resource has some hundred characters. */
const MAX_CHARACTERS = 16_000_000;

/**
 * Keeps resources of one database: they never change under their fingerprint, so that most answers need not ask for any. When it is too
 * much, those go that were not asked for the longest.
 */
export class ResourceCache {
  readonly #maxCharacters: number;
  /** Last asked for last. */
  readonly #kept = new Map<string, ResourceRow>();
  #characters = 0;

  constructor(maxCharacters = MAX_CHARACTERS) {
    this.#maxCharacters = maxCharacters;
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
    this.#characters += charactersOf(row);
    for (const oldest of this.#kept.values()) {
      if (this.#characters <= this.#maxCharacters) break;
      this.#remove(oldest);
    }
  }

  #remove(row: ResourceRow | undefined): void {
    if (!row) return;
    this.#kept.delete(row.resource);
    this.#characters -= charactersOf(row);
  }
}

function charactersOf({ resource, keys, values, types, schemaUrl, otlp }: ResourceRow): number {
  return [resource, types, schemaUrl, otlp, ...keys, ...values].reduce((sum, { length }) => sum + length, 0);
}
