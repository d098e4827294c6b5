import { type Field, printField } from "@throughline/traceql";
import { fieldReader } from "../evaluate/field.ts";
import { groupKey } from "../evaluate/group-key.ts";
import { firstOf, shown } from "../evaluate/operand.ts";
import type { EvalSpan, EvalTrace } from "../evaluate/span.ts";
import { viewOf } from "../evaluate/trace-view.ts";
import type { Label } from "./series.ts";

/** What is gathered for each combination of values that spans have of some fields: of several values the first, and none is one, too. */
export class Groups<T> {
  readonly #names: readonly string[];
  readonly #reads: readonly ReturnType<typeof fieldReader>[];
  readonly #most: number;
  readonly #make: () => T;
  readonly #groups = new Map<string, { readonly labels: readonly Label[]; readonly of: T }>();
  #isCut = false;

  constructor(by: readonly Field[], most: number, make: () => T) {
    this.#names = by.map(printField);
    this.#reads = by.map(fieldReader);
    this.#most = most;
    this.#make = make;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** That of the span; `undefined` where there are too many already. */
  of(span: EvalSpan, trace: EvalTrace): T | undefined {
    const view = viewOf(trace);
    const values = this.#reads.map((read) => firstOf(read(span, view)));
    const key = groupKey(values);
    const known = this.#groups.get(key);
    if (known) return known.of;
    if (this.#groups.size >= this.#most) {
      this.#isCut = true;
      return undefined;
    }
    const made = this.#make();
    this.#groups.set(key, { labels: this.#names.map((name, at) => ({ name, value: shown(values[at]) })), of: made });
    return made;
  }

  entries(): readonly { readonly labels: readonly Label[]; readonly of: T }[] {
    return [...this.#groups.values()];
  }
}
