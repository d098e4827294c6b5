import { PROFILE_FIELDS } from "@throughline/otlp";
import { VALUE_TYPES } from "@throughline/schema";
import { CorrelationIds } from "../correlation.ts";
import { IntList } from "../int-list.ts";
import { ValueReader } from "../value.ts";
import type { DictionaryTables } from "./tables.ts";
import { LIMITS, OUTCOME } from "./why-not.ts";

const ATTRIBUTE = PROFILE_FIELDS.KeyValueAndUnit;
const STRING_VALUE_STRINDEX = 8;
const THREAD_ID = Buffer.from("thread.id");
const THREAD_NAME = Buffer.from("thread.name");

/** What an attribute is about. Other attributes of samples are not kept. */
export const ABOUT = { nothing: 0, threadId: 1, threadName: 2, correlation: 3 } as const;

/** The attributes of one request's dictionary, each read once. */
export class SampleAttributes {
  /** By attribute: one of ABOUT. */
  readonly about = new IntList();
  /** By attribute: halves of the thread's ID, or the place of its name in the request. */
  readonly first = new IntList();
  readonly second = new IntList();
  /** By attribute that names correlation IDs: the IDs. */
  readonly #correlations = new Map<number, CorrelationIds>();
  readonly #outcomes = new IntList();
  readonly #tables: DictionaryTables;
  readonly #value = new ValueReader();
  readonly #keys = new CorrelationIds();

  constructor(tables: DictionaryTables) {
    this.#tables = tables;
  }

  clear(): void {
    const attributes = this.#tables.attributes.length / 2;
    for (const list of [this.about, this.first, this.second, this.#outcomes]) list.zeros(attributes);
    this.#correlations.clear();
  }

  /** Reads attribute `index`, once; says whether all is well with it. */
  read(index: number): number {
    if (index >>> 0 >= this.#outcomes.length) return OUTCOME.beyondTable;
    const known = this.#outcomes.at[index] as number;
    return known === OUTCOME.unknown ? (this.#outcomes.at[index] = this.#read(index)) : known;
  }

  /** The IDs of an attribute that is about correlation. */
  correlationIds(index: number): CorrelationIds {
    return this.#correlations.get(index) as CorrelationIds;
  }

  #read(index: number): number {
    const { cursor, attributes, strings } = this.#tables;
    let key = 0;
    let valueStart = 0;
    let valueStop = 0;
    this.#tables.seek(attributes, index);
    while (cursor.next()) {
      if (cursor.field === ATTRIBUTE.keyStrindex) key = cursor.varint32();
      else if (cursor.field === ATTRIBUTE.value) {
        cursor.range();
        valueStart = cursor.start;
        valueStop = cursor.stop;
      } else cursor.skip();
    }
    if (key >= strings.length / 2) return OUTCOME.beyondTable;
    const about = this.#aboutOf(strings.at[2 * key] as number, strings.at[2 * key + 1] as number);
    this.about.at[index] = about;
    return about === ABOUT.nothing ? OUTCOME.ok : this.#readValue(index, about, valueStart, valueStop);
  }

  #aboutOf(start: number, stop: number): number {
    const { bytes } = this.#tables.cursor;
    if (this.#keys.isKey(bytes, start, stop)) return ABOUT.correlation;
    if (equals(bytes, start, stop, THREAD_ID)) return ABOUT.threadId;
    return equals(bytes, start, stop, THREAD_NAME) ? ABOUT.threadName : ABOUT.nothing;
  }

  #readValue(index: number, about: number, start: number, stop: number): number {
    const { cursor, strings } = this.#tables;
    const value = this.#value;
    value.read(cursor, start, stop);
    if (value.type === VALUE_TYPES.empty) {
      const string = this.#stringIndexOf(start, stop);
      if (string >= strings.length / 2) return OUTCOME.beyondTable;
      if (string > 0) value.string(cursor, strings.at[2 * string] as number, strings.at[2 * string + 1] as number);
    }
    if (about === ABOUT.correlation) {
      const ids = new CorrelationIds();
      ids.take(value);
      this.#correlations.set(index, ids);
    } else if (about === ABOUT.threadName && value.type === VALUE_TYPES.string) {
      if (value.stop - value.start > LIMITS.MAX_NAME_BYTES) return OUTCOME.nameTooLong;
      this.first.at[index] = value.start;
      this.second.at[index] = value.stop;
    } else if (about === ABOUT.threadId && (value.type === VALUE_TYPES.int || value.type === VALUE_TYPES.string)) {
      const text = Buffer.from(value.source.bytes.subarray(value.start, Math.min(value.stop, value.start + 20))).toString("latin1");
      const id = /^-?\d{1,19}$/.test(text) ? BigInt(text) : 0n;
      this.first.at[index] = Number(BigInt.asIntN(32, id));
      this.second.at[index] = Number(BigInt.asIntN(32, id >> 32n));
    }
    return OUTCOME.ok;
  }

  #stringIndexOf(start: number, stop: number): number {
    const { cursor } = this.#tables;
    let index = 0;
    cursor.seek(start, stop);
    while (cursor.next()) {
      if (cursor.field === STRING_VALUE_STRINDEX) index = cursor.varint32();
      else cursor.skip();
    }
    return index;
  }
}

function equals(bytes: Uint8Array, start: number, stop: number, key: Uint8Array): boolean {
  if (stop - start !== key.length) return false;
  for (let at = 0; at < key.length; at++) if (bytes[start + at] !== key[at]) return false;
  return true;
}
