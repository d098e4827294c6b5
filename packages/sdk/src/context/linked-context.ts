import type { Context } from "@opentelemetry/api";

/** Links that a chain may have before it is cut down to what can still be seen. */
const MAX_LINKS = 24;

/**
 * A context that knows one value, and the context that it was made from.
 *
 * OpenTelemetry's own copies a map and makes three closures for each value, 700 bytes; a request sets half a dozen. Look-ups walk the links,
 * which are few.
 */
export class LinkedContext implements Context {
  readonly #from: LinkedContext | undefined;
  readonly #key: symbol | undefined;
  readonly #value: unknown;
  readonly #links: number;

  /** A context without values. */
  static readonly ROOT = new LinkedContext(undefined, undefined, undefined);

  private constructor(from: LinkedContext | undefined, key: symbol | undefined, value: unknown) {
    this.#from = from;
    this.#key = key;
    this.#value = value;
    this.#links = from === undefined ? 0 : from.#links + 1;
  }

  getValue(key: symbol): unknown {
    if (this.#key === key) return this.#value;
    for (let at = this.#from; at !== undefined; at = at.#from) if (at.#key === key) return at.#value;
    return undefined;
  }

  setValue(key: symbol, value: unknown): Context {
    return new LinkedContext(this.#links < MAX_LINKS ? this : this.#compact(), key, value);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }

  /** The same values in as few links as possible, so that those that are hidden can be forgotten. */
  #compact(): LinkedContext {
    const values = new Map<symbol | undefined, unknown>([[this.#key, this.#value]]);
    for (let at = this.#from; at !== undefined; at = at.#from) {
      if (at.#key !== undefined && !values.has(at.#key)) values.set(at.#key, at.#value);
    }
    let compact = LinkedContext.ROOT;
    for (const [key, value] of values) if (value !== undefined) compact = new LinkedContext(compact, key, value);
    return compact;
  }
}
