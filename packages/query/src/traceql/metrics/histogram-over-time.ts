import type { ValueOverTime } from "@throughline/traceql";
import type { EvalSpan, EvalTrace } from "../evaluate/span.ts";
import { bucketOf } from "./bucket.ts";
import type { Collector } from "./collector.ts";
import { Exemplars } from "./exemplars.ts";
import { Groups } from "./groups.ts";
import type { MetricsLimits } from "./limits.ts";
import { Numbers } from "./numbers.ts";
import type { Series } from "./series.ts";
import type { Steps } from "./steps.ts";

interface Bucket {
  readonly values: Float64Array;
  readonly exemplars: Exemplars;
}

/**
 * `histogram_over_time(duration)`: how many numbers of each step fall into each bucket, a series for each bucket with its upper bound,
 * a power of two (of nanoseconds, given in seconds, for durations), as the label `__bucket`.
 */
export class HistogramCollector implements Collector {
  readonly #numbers: Numbers;
  readonly #steps: Steps;
  readonly #limits: MetricsLimits;
  readonly #groups: Groups<Map<number, Bucket>>;
  #buckets = 0;
  #isCut = false;

  constructor({ of, by }: ValueOverTime, steps: Steps, limits: MetricsLimits) {
    this.#numbers = new Numbers(of);
    this.#steps = steps;
    this.#limits = limits;
    this.#groups = new Groups(by, limits.series, () => new Map<number, Bucket>());
  }

  get isCut(): boolean {
    return this.#isCut || this.#groups.isCut;
  }

  add(span: EvalSpan, trace: EvalTrace, step: number): void {
    for (const each of this.#numbers.of(span, trace)) {
      const bound = bucketOf(Number(each));
      const group = bound === undefined ? undefined : this.#groups.of(span, trace);
      const bucket = bound === undefined || !group ? undefined : this.#bucket(group, bound);
      if (!bucket) continue;
      bucket.values[step] = (bucket.values[step] ?? 0) + 1;
      bucket.exemplars.add(span, trace, step, Number(each) / this.#numbers.divisor);
    }
  }

  series(): readonly Series[] {
    return this.#groups.entries().flatMap(({ labels, of }) =>
      [...of]
        .toSorted(([a], [b]) => a - b)
        .map(([bound, { values, exemplars }]) => ({
          labels: [...labels, { name: "__bucket", value: bound / this.#numbers.divisor }],
          values,
          exemplars: exemplars.list(values),
        })),
    );
  }

  #bucket(group: Map<number, Bucket>, bound: number): Bucket | undefined {
    const known = group.get(bound);
    if (known) return known;
    if (this.#buckets >= this.#limits.series) {
      this.#isCut = true;
      return undefined;
    }
    this.#buckets++;
    const made = { values: new Float64Array(this.#steps.count), exemplars: new Exemplars(this.#limits.exemplars) };
    group.set(bound, made);
    return made;
  }
}
