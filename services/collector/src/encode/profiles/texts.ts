import { ByteBuffer, type ByteSource } from "@throughline/clickhouse";
import { ANONYMOUS, FRAME_KINDS, frameOf } from "@throughline/profile";
import { IntList } from "../int-list.ts";
import { Murmur } from "./murmur.ts";
import type { DictionaryTables } from "./tables.ts";
import { LIMITS, OUTCOME } from "./why-not.ts";

const UTF8 = new TextDecoder();

/** Names of functions and files of one request: each with its hash, and for a file the kind of code in it. Texts are numbered from 1. */
export class Texts {
  readonly lo = new IntList();
  readonly hi = new IntList();
  /** Index in FRAME_KINDS. */
  readonly kind = new IntList();
  /** Below zero: −1 − its place in `#made`; else its place in the request. */
  readonly #start = new IntList();
  readonly #stop = new IntList();
  readonly #made = new ByteBuffer();
  readonly #tables: DictionaryTables;
  readonly #murmur = new Murmur();
  /** By number of a string: its text as a function and as a file; 0: not looked at; below zero: −1 times an outcome. */
  readonly #functions = new IntList();
  readonly #files = new IntList();
  #anonymous = 0;

  constructor(tables: DictionaryTables) {
    this.#tables = tables;
  }

  clear(): void {
    const strings = this.#tables.strings.length / 2;
    this.#functions.zeros(strings);
    this.#files.zeros(strings);
    for (const list of [this.lo, this.hi, this.kind, this.#start, this.#stop]) list.zeros(1);
    this.#made.length = this.#anonymous = 0;
  }

  /** The text of string `index` as the name of a function, or −1 times why it cannot be one. */
  ofFunction(index: number): number {
    if (index >>> 0 >= this.#functions.length) return -OUTCOME.beyondTable;
    const known = this.#functions.at[index] as number;
    if (known !== 0) return known;
    const { at } = this.#tables.strings;
    const start = at[2 * index] as number;
    const stop = at[2 * index + 1] as number;
    const text = stop - start > LIMITS.MAX_NAME_BYTES ? -OUTCOME.nameTooLong : start === stop ? this.anonymous() : this.#add(start, stop);
    return (this.#functions.at[index] = text);
  }

  /** The same as the name of a file. */
  ofFile(index: number): number {
    if (index >>> 0 >= this.#files.length) return -OUTCOME.beyondTable;
    const known = this.#files.at[index] as number;
    if (known !== 0) return known;
    return (this.#files.at[index] = this.#file(index));
  }

  /** What stands for a function without a name. */
  anonymous(): number {
    return (this.#anonymous ||= this.made(ANONYMOUS));
  }

  /** A text that is not in the request. */
  made(text: string): number {
    const start = this.#made.length;
    this.#made.text(text);
    return this.#add(-1 - start, this.#made.length);
  }

  /** Bytes of a text. */
  byteLength(text: number): number {
    const start = this.#start.at[text] as number;
    return (this.#stop.at[text] as number) - (start < 0 ? -1 - start : start);
  }

  /** Gives the text to a column. */
  addTo(column: { add(source: ByteSource, start: number, stop: number): void }, text: number): void {
    const start = this.#start.at[text] as number;
    const stop = this.#stop.at[text] as number;
    if (start < 0) column.add(this.#made, -1 - start, stop);
    else column.add(this.#tables.cursor, start, stop);
  }

  #file(index: number): number {
    const { strings, cursor } = this.#tables;
    const start = strings.at[2 * index] as number;
    const stop = strings.at[2 * index + 1] as number;
    if (stop - start > LIMITS.MAX_NAME_BYTES) return -OUTCOME.nameTooLong;
    const given = UTF8.decode(cursor.bytes.subarray(start, stop));
    const { file, kind } = frameOf("", given);
    const text = file === given ? this.#add(start, stop) : this.made(file);
    this.kind.at[text] = FRAME_KINDS.indexOf(kind);
    return text;
  }

  #add(start: number, stop: number): number {
    if (start < 0) this.#murmur.hash(this.#made, -1 - start, stop);
    else this.#murmur.hash(this.#tables.cursor, start, stop);
    this.lo.add(this.#murmur.lo);
    this.hi.add(this.#murmur.hi);
    this.kind.add(0);
    this.#start.add(start);
    this.#stop.add(stop);
    return this.lo.length - 1;
  }
}
