import type { EvalSpan, EvalTrace } from "../evaluate/span.ts";
import type { Series } from "./series.ts";

/** A metrics function at work: it is given the spans that match, one after the other, in any order. */
export interface Collector {
  add(span: EvalSpan, trace: EvalTrace, step: number): void;
  /** The series of all spans that were added. */
  series(): readonly Series[];
  /** There were more series than may be, and the rest was left out. */
  readonly isCut: boolean;
}
