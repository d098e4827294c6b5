import { ByteBuffer } from "@throughline/clickhouse";
import { PROFILE_FIELDS } from "@throughline/otlp";
import { IntList } from "../int-list.ts";
import { Frames } from "./frames.ts";
import { Murmur } from "./murmur.ts";
import { addVarints } from "./packed.ts";
import type { DictionaryTables } from "./tables.ts";
import { LIMITS, OUTCOME } from "./why-not.ts";

const { locationIndices: LOCATION_INDICES } = PROFILE_FIELDS.Stack;

/** The stacks of one request, each read when a sample first names it: its frames, root first, and its hash, a function of theirs. */
export class Stacks {
  readonly frames: Frames;
  /** By stack. */
  readonly lo = new IntList();
  readonly hi = new IntList();
  /** Its frames lie in `members`. */
  readonly firstOf = new IntList();
  readonly countOf = new IntList();
  /** Numbers of frames. */
  readonly members = new IntList();
  readonly #outcomes = new IntList();
  readonly #locations = new IntList();
  readonly #tables: DictionaryTables;
  readonly #murmur = new Murmur();
  readonly #scratch = new ByteBuffer();

  constructor(tables: DictionaryTables) {
    this.#tables = tables;
    this.frames = new Frames(tables);
  }

  clear(): void {
    this.frames.clear();
    const stacks = this.#tables.stacks.length / 2;
    for (const list of [this.#outcomes, this.lo, this.hi, this.firstOf, this.countOf]) list.zeros(stacks);
    this.members.length = 0;
  }

  /** Reads stack `index`, once; says whether all is well with it. */
  read(index: number): number {
    if (index === 0) return OUTCOME.noStack; // entry 0 of each table stands for none
    if (index >>> 0 >= this.#outcomes.length) return OUTCOME.beyondTable;
    const known = this.#outcomes.at[index] as number;
    return known === OUTCOME.unknown ? (this.#outcomes.at[index] = this.#readStack(index)) : known;
  }

  #readStack(index: number): number {
    const { cursor, stacks } = this.#tables;
    const locations = this.#locations;
    locations.length = 0;
    this.#tables.seek(stacks, index);
    while (cursor.next()) {
      if (cursor.field === LOCATION_INDICES) addVarints(cursor, locations);
      else cursor.skip();
    }
    if (locations.length === 0) return OUTCOME.noStack;
    if (locations.length > LIMITS.MAX_DEPTH) return OUTCOME.tooDeep;
    const first = this.members.length;
    const outcome = this.#addMembers(first);
    if (outcome !== OUTCOME.ok) {
      this.members.length = first;
      return outcome;
    }
    this.firstOf.at[index] = first;
    this.countOf.at[index] = this.members.length - first;
    this.#hash(index, first);
    return OUTCOME.ok;
  }

  /** Leaf first as they come, root first as they are kept. */
  #addMembers(first: number): number {
    const { frames, members } = this;
    for (let at = this.#locations.length - 1; at >= 0; at--) {
      const location = this.#locations.at[at] as number;
      const outcome = frames.read(location);
      if (outcome !== OUTCOME.ok) return outcome;
      const firstFrame = frames.firstOf.at[location] as number;
      const count = frames.countOf.at[location] as number;
      if (members.length + count - first > LIMITS.MAX_DEPTH) return OUTCOME.tooDeep;
      if (members.length + count > LIMITS.MAX_STACK_FRAMES) return OUTCOME.tooManyFrames;
      for (let frame = firstFrame + count - 1; frame >= firstFrame; frame--) members.add(frame);
    }
    return OUTCOME.ok;
  }

  #hash(index: number, first: number): void {
    const { lo, hi } = this.frames;
    const scratch = this.#scratch;
    scratch.length = 0;
    for (let at = first; at < this.members.length; at++) {
      const frame = this.members.at[at] as number;
      scratch.uint64(lo.at[frame] as number, hi.at[frame] as number);
    }
    this.#murmur.hash(scratch, 0, scratch.length);
    this.lo.at[index] = this.#murmur.lo;
    this.hi.at[index] = this.#murmur.hi;
  }
}
