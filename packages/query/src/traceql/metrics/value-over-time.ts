import type { ValueOverTime } from "@throughline/traceql";
import type { EvalSpan, EvalTrace } from "../evaluate/span.ts";
import type { Collector } from "./collector.ts";
import { Exemplars } from "./exemplars.ts";
import { Groups } from "./groups.ts";
import type { MetricsLimits } from "./limits.ts";
import { named } from "./names.ts";
import { Numbers } from "./numbers.ts";
import type { Series } from "./series.ts";
import type { Steps } from "./steps.ts";

type Type = Exclude<ValueOverTime["type"], "histogram_over_time">;

const COMBINE: Readonly<Record<Type, (known: number, value: number) => number>> = {
  min_over_time: Math.min,
  max_over_time: Math.max,
  sum_over_time: (known, value) => known + value,
  avg_over_time: (known, value) => known + value,
};

/** `min_over_time(duration)` and the like: of the numbers that the spans of each step have, no value where they have none. */
export class ValueCollector implements Collector {
  readonly #type: Type;
  readonly #numbers: Numbers;
  readonly #groups: Groups<{ readonly values: Float64Array; readonly counts: Float64Array; readonly exemplars: Exemplars }>;

  constructor(type: Type, { of, by }: ValueOverTime, steps: Steps, limits: MetricsLimits) {
    this.#type = type;
    this.#numbers = new Numbers(of);
    this.#groups = new Groups(by, limits.series, () => ({
      values: new Float64Array(steps.count).fill(NaN),
      counts: new Float64Array(steps.count),
      exemplars: new Exemplars(limits.exemplars),
    }));
  }

  get isCut(): boolean {
    return this.#groups.isCut;
  }

  add(span: EvalSpan, trace: EvalTrace, step: number): void {
    for (const each of this.#numbers.of(span, trace)) {
      const group = this.#groups.of(span, trace);
      if (!group) return;
      const value = Number(each);
      const count = group.counts[step] ?? 0;
      group.values[step] = count === 0 ? value : COMBINE[this.#type](group.values[step] ?? NaN, value);
      group.counts[step] = count + 1;
      group.exemplars.add(span, trace, step, value / this.#numbers.divisor);
    }
  }

  series(): readonly Series[] {
    return this.#groups.entries().map(({ labels, of: { values, counts, exemplars } }) => {
      const shown = values.map((value, step) => value / this.#numbers.divisor / (this.#type === "avg_over_time" ? (counts[step] ?? 1) : 1));
      return { labels: named(labels, this.#type), values: shown, exemplars: exemplars.list(shown) };
    });
  }
}
