import { valueTypeAt } from "@throughline/schema";
import type { StoredAttributes } from "../rows/value.ts";
import type { EventRow } from "./event-row.ts";

/** The attributes of an event by their names, as they are stored. */
export class Facts {
  readonly #row: StoredAttributes;

  constructor(row: EventRow) {
    this.#row = row;
  }

  /** The text of an attribute; `undefined` where it is not there. */
  text(key: string): string | undefined {
    const index = this.#row.keys.indexOf(key);
    return index < 0 ? undefined : this.#row.values[index];
  }

  /** A whole number that is not negative. */
  integer(key: string): bigint | undefined {
    const text = this.text(key);
    return text !== undefined && /^\d{1,19}$/.test(text) ? BigInt(text) : undefined;
  }

  /** The strings of an array of strings. */
  strings(key: string): string[] {
    const index = this.#row.keys.indexOf(key);
    if (index < 0 || valueTypeAt(this.#row.types, index) !== "a") return [];
    const { values = [] } = JSON.parse(this.#row.values[index] ?? "{}") as { values?: { stringValue?: string }[] };
    return values.map(({ stringValue = "" }) => stringValue);
  }

  /** All attributes but those that begin so. */
  without(prefix: string): StoredAttributes {
    const { keys, values, types } = this.#row;
    const kept = [...keys.keys()].filter((index) => !keys[index]?.startsWith(prefix));
    return {
      keys: kept.map((index) => keys[index] ?? ""),
      values: kept.map((index) => values[index] ?? ""),
      types: kept.map((index) => valueTypeAt(types, index)).join(""),
    };
  }
}
