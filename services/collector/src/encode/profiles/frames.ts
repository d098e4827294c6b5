import { ByteBuffer } from "@throughline/clickhouse";
import { type Cursor, PROFILE_FIELDS } from "@throughline/otlp";
import { FRAME_KINDS } from "@throughline/profile";
import { IntList } from "../int-list.ts";
import { Murmur } from "./murmur.ts";
import type { DictionaryTables } from "./tables.ts";
import { Texts } from "./texts.ts";
import { LIMITS, OUTCOME } from "./why-not.ts";

const LOCATION = PROFILE_FIELDS.Location;
const LINE = PROFILE_FIELDS.Line;
const FUNCTION = PROFILE_FIELDS.Function;
const MAPPING = PROFILE_FIELDS.Mapping;
const NATIVE = FRAME_KINDS.indexOf("native");

/** The frames of one request's locations, numbered as they are first named: what each says, and its hash, a function of that alone. */
export class Frames {
  readonly texts: Texts;
  readonly lo = new IntList();
  readonly hi = new IntList();
  /** Numbers of texts. */
  readonly functions = new IntList();
  readonly files = new IntList();
  readonly lines = new IntList();
  readonly columns = new IntList();
  /** Indices in FRAME_KINDS. */
  readonly kinds = new IntList();
  /** By location: its frames, leaf first; known if the outcome is. */
  readonly firstOf = new IntList();
  readonly countOf = new IntList();
  readonly #outcomes = new IntList();
  readonly #tables: DictionaryTables;
  readonly #murmur = new Murmur();
  readonly #scratch = new ByteBuffer(64);
  #functionBytes = 0;

  constructor(tables: DictionaryTables) {
    this.#tables = tables;
    this.texts = new Texts(tables);
  }

  clear(): void {
    this.texts.clear();
    const locations = this.#tables.locations.length / 2;
    for (const list of [this.#outcomes, this.firstOf, this.countOf]) list.zeros(locations);
    for (const list of [this.lo, this.hi, this.functions, this.files, this.lines, this.columns, this.kinds]) list.length = 0;
    this.#functionBytes = 0;
  }

  /** Reads the frames of location `index`, once; says whether all is well with it. */
  read(index: number): number {
    if (index >>> 0 >= this.#outcomes.length) return OUTCOME.beyondTable;
    const known = this.#outcomes.at[index] as number;
    if (known !== OUTCOME.unknown) return known;
    const first = this.lo.length;
    const outcome = this.#readLocation(index);
    this.firstOf.at[index] = first;
    this.countOf.at[index] = this.lo.length - first;
    return (this.#outcomes.at[index] = outcome);
  }

  #readLocation(index: number): number {
    const { cursor, locations } = this.#tables;
    const stop = locations.at[2 * index + 1] as number;
    let mapping = 0;
    let addressLo = 0;
    let addressHi = 0;
    let hasLines = false;
    this.#tables.seek(locations, index);
    while (cursor.next()) {
      if (cursor.field === LOCATION.lines) {
        cursor.range();
        const lineStop = cursor.stop;
        const outcome = this.#readLine(cursor.start, lineStop);
        if (outcome !== OUTCOME.ok) return outcome;
        cursor.seek(lineStop, stop);
        hasLines = true;
      } else if (cursor.field === LOCATION.mappingIndex) mapping = cursor.varint32();
      else if (cursor.field === LOCATION.address) {
        cursor.varint64();
        addressLo = cursor.lo;
        addressHi = cursor.hi;
      } else cursor.skip();
    }
    return hasLines ? OUTCOME.ok : this.#addAddress(mapping, addressLo, addressHi);
  }

  #readLine(start: number, stop: number): number {
    const { cursor, functions } = this.#tables;
    let index = 0;
    let line = 0;
    let column = 0;
    cursor.seek(start, stop);
    while (cursor.next()) {
      if (cursor.field === LINE.functionIndex) index = cursor.varint32();
      else if (cursor.field === LINE.line) line = position(cursor);
      else if (cursor.field === LINE.column) column = position(cursor);
      else cursor.skip();
    }
    if (!this.#tables.seek(functions, index)) return OUTCOME.beyondTable;
    let name = 0;
    let systemName = 0;
    let file = 0;
    while (cursor.next()) {
      if (cursor.field === FUNCTION.nameStrindex) name = cursor.varint32();
      else if (cursor.field === FUNCTION.systemNameStrindex) systemName = cursor.varint32();
      else if (cursor.field === FUNCTION.filenameStrindex) file = cursor.varint32();
      else cursor.skip();
    }
    const fileText = this.texts.ofFile(file);
    if (fileText < 0) return -fileText;
    return this.#add(this.texts.ofFunction(name || systemName), fileText, line, column, this.texts.kind.at[fileText] as number);
  }

  /** Code of which only the address is known, in the binary that is mapped there. */
  #addAddress(mapping: number, lo: number, hi: number): number {
    const { cursor, mappings } = this.#tables;
    let file = 0;
    if (mapping !== 0) {
      if (!this.#tables.seek(mappings, mapping)) return OUTCOME.beyondTable;
      while (cursor.next()) {
        if (cursor.field === MAPPING.filenameStrindex) file = cursor.varint32();
        else cursor.skip();
      }
    }
    const fileText = this.texts.ofFile(file);
    if (fileText < 0) return -fileText;
    const address = (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
    const text = address === 0n ? this.texts.anonymous() : this.texts.made(`0x${address.toString(16)}`);
    return this.#add(text, fileText, 0, 0, NATIVE);
  }

  #add(functionText: number, file: number, line: number, column: number, kind: number): number {
    if (functionText < 0) return -functionText;
    this.#functionBytes += this.texts.byteLength(functionText);
    if (this.#functionBytes > LIMITS.MAX_FUNCTION_BYTES) return OUTCOME.tooManyNames;
    const { lo, hi } = this.texts;
    const scratch = this.#scratch;
    scratch.length = 0;
    scratch.uint64(lo.at[functionText] as number, hi.at[functionText] as number);
    scratch.uint64(lo.at[file] as number, hi.at[file] as number);
    scratch.uint64(line, column);
    scratch.uint8(kind);
    this.#murmur.hash(scratch, 0, scratch.length);
    this.lo.add(this.#murmur.lo);
    this.hi.add(this.#murmur.hi);
    this.functions.add(functionText);
    this.files.add(file);
    this.lines.add(line);
    this.columns.add(column);
    this.kinds.add(kind);
    return OUTCOME.ok;
  }
}

/** A line or column; 0, not known, for what cannot be one. */
function position(cursor: Cursor): number {
  cursor.varint64();
  return cursor.hi === 0 && cursor.lo > 0 ? cursor.lo : 0;
}
