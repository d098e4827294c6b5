import type { QuantileOverTime } from "@throughline/traceql";
import type { EvalSpan, EvalTrace } from "../evaluate/span.ts";
import type { Collector } from "./collector.ts";
import { Exemplars } from "./exemplars.ts";
import { Groups } from "./groups.ts";
import type { MetricsLimits } from "./limits.ts";
import { Numbers } from "./numbers.ts";
import { quantileOf } from "./quantile.ts";
import type { Series } from "./series.ts";
import type { Steps } from "./steps.ts";

/**
 * `quantile_over_time(duration, .5, .99)`: for each quantile a series with the label `p`, no value where there are no numbers. The
 * quantiles are exact, where Tempo estimates them from buckets.
 */
export class QuantileCollector implements Collector {
  readonly #function: QuantileOverTime;
  readonly #numbers: Numbers;
  readonly #groups: Groups<{ readonly values: number[][]; readonly exemplars: Exemplars }>;

  constructor(of: QuantileOverTime, steps: Steps, limits: MetricsLimits) {
    this.#function = of;
    this.#numbers = new Numbers(of.of);
    const make = () => ({ values: Array.from({ length: steps.count }, (): number[] => []), exemplars: new Exemplars(limits.exemplars) });
    this.#groups = new Groups(of.by, Math.ceil(limits.series / of.quantiles.length), make);
  }

  get isCut(): boolean {
    return this.#groups.isCut;
  }

  add(span: EvalSpan, trace: EvalTrace, step: number): void {
    for (const each of this.#numbers.of(span, trace)) {
      const group = this.#groups.of(span, trace);
      if (!group) return;
      const value = Number(each) / this.#numbers.divisor;
      group.values[step]?.push(value);
      group.exemplars.add(span, trace, step, value);
    }
  }

  series(): readonly Series[] {
    return this.#groups.entries().flatMap(({ labels, of }) => {
      const sorted = of.values.map((values) => Float64Array.from(values).toSorted());
      return this.#function.quantiles.map((quantile) => {
        const values = Float64Array.from(sorted, (each) => quantileOf(each, quantile));
        return { labels: [...labels, { name: "p", value: quantile }], values, exemplars: of.exemplars.list(values) };
      });
    });
  }
}
