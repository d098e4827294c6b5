import type { EvalSpan } from "./span.ts";
import { SharedIds } from "./shared-ids.ts";

/** No span. */
export const NONE = -1;

/**
 * Which span hangs under which, and the nested sets of a trace: entering and leaving a span counts one each, from 1, so that a
 * span's numbers enclose those of all below it. Spans are indexes into the trace.
 *
 * Only spans that a root (a span without parent) reaches have numbers. Where a parent is missing or parents go round in a circle,
 * spans are disconnected: all their numbers are 0 and they stand in no relation to any span.
 */
export class Hierarchy {
  readonly #spans: readonly EvalSpan[];
  readonly #parents: Int32Array;
  readonly #childCounts: Int32Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #entered: Int32Array;

  constructor(spans: readonly EvalSpan[]) {
    const ids = new SharedIds(spans);
    this.#spans = spans;
    this.#parents = Int32Array.from(spans, (_, span) => ids.parentOf(span) ?? NONE);
    this.#childCounts = new Int32Array(spans.length);
    this.#left = new Int32Array(spans.length);
    this.#right = new Int32Array(spans.length);
    this.#entered = new Int32Array(2 * spans.length + 1).fill(NONE);
    for (const parent of this.#parents) if (parent !== NONE) this.#childCounts[parent] = this.childCount(parent) + 1;
    if (!ids.isAmbiguous) this.#number();
  }

  /** `NONE` where it is not there. */
  parent(span: number): number {
    return this.#parents[span] ?? NONE;
  }

  childCount(span: number): number {
    return this.#childCounts[span] ?? 0;
  }

  isConnected(span: number): boolean {
    return this.left(span) > 0;
  }

  left(span: number): number {
    return this.#left[span] ?? 0;
  }

  right(span: number): number {
    return this.#right[span] ?? 0;
  }

  /** The span with this left number. */
  spanAt(left: number): number {
    return this.#entered[left] ?? NONE;
  }

  /** The left number of its parent: -1 for a root. */
  parentLeft(span: number): number {
    if (!this.isConnected(span)) return 0;
    return this.parent(span) === NONE ? -1 : this.left(this.parent(span));
  }

  /** Without recursion: a trace may be a chain of many thousand spans. */
  #number(): void {
    const { first, next } = this.#children();
    let count = 0;
    const enter = (span: number) => {
      this.#left[span] = ++count;
      this.#entered[count] = span;
    };
    const leave = (span: number) => (this.#right[span] = ++count);
    const hasNext = (span: number) => next[span] !== NONE;
    for (const root of this.#roots()) {
      for (let span = root; span !== NONE; span = (span === root ? undefined : next[span]) ?? NONE) {
        for (let child = span; child !== NONE; child = first[child] ?? NONE) {
          span = child;
          enter(span);
        }
        leave(span);
        while (span !== root && !hasNext(span)) {
          span = this.parent(span);
          leave(span);
        }
      }
    }
  }

  #roots(): readonly number[] {
    return [...this.#spans.keys()].filter((span) => this.#spans[span]?.parentSpanId === "" && this.parent(span) === NONE);
  }

  /** The first child of each span, and the next one of the same parent. */
  #children(): { first: Int32Array; next: Int32Array } {
    const first = new Int32Array(this.#spans.length).fill(NONE);
    const next = new Int32Array(this.#spans.length).fill(NONE);
    for (let span = this.#spans.length - 1; span >= 0; span--) {
      const parent = this.parent(span);
      if (parent === NONE) continue;
      next[span] = first[parent] ?? NONE;
      first[parent] = span;
    }
    return { first, next };
  }
}
