import type { SpanCount } from "@throughline/traceql";
import type { EvalSpan, EvalTrace } from "../evaluate/span.ts";
import type { Collector } from "./collector.ts";
import { Exemplars } from "./exemplars.ts";
import { Groups } from "./groups.ts";
import type { MetricsLimits } from "./limits.ts";
import { named } from "./names.ts";
import type { Series } from "./series.ts";
import type { Steps } from "./steps.ts";

const NANOS = 1e9;

/** `count_over_time()`: spans of each step, 0 where there are none · `rate()`: the same, per second. */
export class CountCollector implements Collector {
  readonly #function: SpanCount;
  readonly #perSpan: number;
  readonly #groups: Groups<{ readonly values: Float64Array; readonly exemplars: Exemplars }>;

  constructor(of: SpanCount, steps: Steps, limits: MetricsLimits) {
    this.#function = of;
    this.#perSpan = of.type === "rate" ? NANOS / Number(steps.step) : 1;
    this.#groups = new Groups(of.by, limits.series, () => ({
      values: new Float64Array(steps.count),
      exemplars: new Exemplars(limits.exemplars),
    }));
  }

  get isCut(): boolean {
    return this.#groups.isCut;
  }

  add(span: EvalSpan, trace: EvalTrace, step: number): void {
    const group = this.#groups.of(span, trace);
    if (!group) return;
    group.values[step] = (group.values[step] ?? 0) + 1;
    group.exemplars.add(span, trace, step);
  }

  series(): readonly Series[] {
    return this.#groups.entries().map(({ labels, of }) => {
      const values = of.values.map((count) => count * this.#perSpan);
      return { labels: named(labels, this.#function.type), values, exemplars: of.exemplars.list(values) };
    });
  }
}
