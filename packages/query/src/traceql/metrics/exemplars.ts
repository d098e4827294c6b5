import type { EvalSpan, EvalTrace } from "../evaluate/span.ts";
import type { Exemplar, Series } from "./series.ts";

/** Of each step the first span, as an example. */
export class Exemplars {
  readonly #most: number;
  readonly #ofSteps = new Map<number, Omit<Exemplar, "value"> & { readonly value: number | undefined }>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Without a value, the span is shown at that of its step. */
  add({ spanId, startNano }: EvalSpan, { traceId }: EvalTrace, step: number, value?: number): void {
    if (this.#ofSteps.size < this.#most && !this.#ofSteps.has(step))
      this.#ofSteps.set(step, { traceId, spanId, timeNano: startNano, value });
  }

  list(values: Float64Array): readonly Exemplar[] {
    return [...this.#ofSteps].map(([step, exemplar]) => ({ ...exemplar, value: exemplar.value ?? values[step] ?? NaN }));
  }
}

/** The series with no more exemplars than that together, taken evenly from all of them. */
export function thinned(series: readonly Series[], most: number): readonly Series[] {
  const total = series.reduce((sum, { exemplars }) => sum + exemplars.length, 0);
  if (total <= most) return series;
  let seen = 0;
  const isKept = () => Math.floor((++seen * most) / total) > Math.floor(((seen - 1) * most) / total);
  return series.map((each) => ({ ...each, exemplars: each.exemplars.filter(isKept) }));
}
