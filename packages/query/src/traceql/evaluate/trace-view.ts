import { Hierarchy } from "./hierarchy.ts";
import type { EvalSpan, EvalTrace } from "./span.ts";

/** A trace, and what is computed of it once, when it is needed. */
export class TraceView {
  readonly trace: EvalTrace;
  #hierarchy: Hierarchy | undefined;
  #indexes: ReadonlyMap<EvalSpan, number> | undefined;

  constructor(trace: EvalTrace) {
    this.trace = trace;
  }

  get hierarchy(): Hierarchy {
    return (this.#hierarchy ??= new Hierarchy(this.trace.spans));
  }

  /** Where the span stands in the trace. */
  indexOf(span: EvalSpan): number {
    this.#indexes ??= new Map(this.trace.spans.map((each, index) => [each, index]));
    const index = this.#indexes.get(span);
    if (index === undefined) throw new Error(`Cannot place the span "${span.spanId}": it is not of trace "${this.trace.traceId}"`);
    return index;
  }

  parentOf(span: EvalSpan): EvalSpan | undefined {
    return this.trace.spans[this.hierarchy.parent(this.indexOf(span))];
  }
}

const views = new WeakMap<EvalTrace, TraceView>();

/** The view of a trace: the same one each time. */
export function viewOf(trace: EvalTrace): TraceView {
  const known = views.get(trace);
  if (known) return known;
  const view = new TraceView(trace);
  views.set(trace, view);
  return view;
}
