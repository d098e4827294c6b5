import { PROFILE_FIELDS } from "@throughline/otlp";
import { isZero } from "../ids.ts";
import { IntList } from "../int-list.ts";
import type { DictionaryTables } from "./tables.ts";
import { OUTCOME } from "./why-not.ts";

const LINK = PROFILE_FIELDS.Link;

/** The links of one request: where in it the IDs of each lie. An ID that is missing, of another length or all zeros says that there is none. */
export class Links {
  /** By link: start of its trace ID and span ID; −1: none. */
  readonly traces = new IntList();
  readonly spans = new IntList();
  readonly #outcomes = new IntList();
  readonly #tables: DictionaryTables;

  constructor(tables: DictionaryTables) {
    this.#tables = tables;
  }

  clear(): void {
    for (const list of [this.traces, this.spans, this.#outcomes]) list.zeros(Math.max(1, this.#tables.links.length / 2));
    // Entry 0 stands for none, and may be missing where nothing is linked.
    this.traces.at[0] = this.spans.at[0] = -1;
    this.#outcomes.at[0] = OUTCOME.ok;
  }

  /** Reads link `index`, once; says whether there is one. */
  read(index: number): number {
    if (index >>> 0 >= this.#outcomes.length) return OUTCOME.beyondTable;
    if (this.#outcomes.at[index] === OUTCOME.unknown) this.#read(index);
    return OUTCOME.ok;
  }

  #read(index: number): void {
    const { cursor, links } = this.#tables;
    this.#outcomes.at[index] = OUTCOME.ok;
    this.traces.at[index] = this.spans.at[index] = -1;
    this.#tables.seek(links, index);
    while (cursor.next()) {
      if (cursor.field !== LINK.traceId && cursor.field !== LINK.spanId) {
        cursor.skip();
        continue;
      }
      const [list, bytes] = cursor.field === LINK.traceId ? [this.traces, 16] : [this.spans, 8];
      cursor.range();
      const { start, stop } = cursor;
      list.at[index] = stop - start === bytes && !isZero(cursor.bytes, start, stop) ? start : -1;
    }
  }
}
