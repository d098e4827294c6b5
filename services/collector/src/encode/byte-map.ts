import { byteSource, InternTable } from "@throughline/clickhouse";

/** Finds what was made of two byte strings before, without making strings of them. Forgets everything when it holds `max`. */
export class ByteMap<Value> {
  readonly #max: number;
  #keys = new InternTable();
  #values: { readonly second: Uint8Array; readonly value: Value }[][] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** What belongs to the two; `make` is given copies of them if it is not known. */
  get(first: Uint8Array, second: Uint8Array, make: (first: Uint8Array, second: Uint8Array) => Value): Value {
    if (this.#keys.size >= this.#max) {
      this.#keys = new InternTable();
      this.#values = [];
    }
    const sameFirst = (this.#values[this.#keys.intern(byteSource(first), 0, first.length)] ??= []);
    for (const known of sameFirst) if (Buffer.compare(known.second, second) === 0) return known.value;
    const own = Buffer.from(second);
    const value = make(Buffer.from(first), own);
    if (sameFirst.length < this.#max) sameFirst.push({ second: own, value });
    return value;
  }
}
