import type { Metrics, MetricsExpression, MetricsFunction, MetricsOperand, SecondStage } from "@throughline/traceql";
import { evaluate } from "../evaluate/evaluate.ts";
import type { EvalTrace } from "../evaluate/span.ts";
import type { Collector } from "./collector.ts";
import { CompareCollector } from "./compare.ts";
import { thinned } from "./exemplars.ts";
import { HistogramCollector } from "./histogram-over-time.ts";
import { byLabels } from "./label-order.ts";
import type { MetricsLimits } from "./limits.ts";
import { QuantileCollector } from "./quantile-over-time.ts";
import { rank } from "./ranking.ts";
import { calculateSeries } from "./series-arithmetic.ts";
import { filterSeries } from "./series-filter.ts";
import type { Series } from "./series.ts";
import { CountCollector } from "./span-count.ts";
import { type Steps, stepAt } from "./steps.ts";
import { ValueCollector } from "./value-over-time.ts";

/**
 * A metrics query at work: it is given traces one after the other, in any order, each once and with all that `metricsFieldsOf` asks for, and
 * has the series in the end.
 */
export class MetricsCollector {
  readonly #expression: MetricsExpression;
  readonly #steps: Steps;
  readonly #limits: MetricsLimits;
  readonly #collectors: ReadonlyMap<Metrics, Collector>;

  /** @throws RegexError */
  constructor(expression: MetricsExpression, steps: Steps, limits: MetricsLimits) {
    this.#limits = limits;
    this.#expression = expression;
    this.#steps = steps;
    this.#collectors = new Map(metricsIn(expression).map((metrics) => [metrics, collectorOf(metrics.function, steps, limits)]));
  }

  add(trace: EvalTrace): void {
    for (const [{ source }, collector] of this.#collectors) {
      for (const { spans } of evaluate(source, trace)) {
        for (const span of spans) {
          const step = stepAt(this.#steps, span.startNano);
          if (step !== undefined) collector.add(span, trace, step);
        }
      }
    }
  }

  /** There were more series than may be, and the rest was left out. */
  get isCut(): boolean {
    return [...this.#collectors.values()].some(({ isCut }) => isCut);
  }

  series(): readonly Series[] {
    return thinned(this.#seriesOf(this.#expression), this.#limits.exemplars);
  }

  #seriesOf(expression: MetricsExpression): readonly Series[] {
    if (expression.type === "metrics") {
      const series = this.#collectors.get(expression)?.series() ?? [];
      return expression.stages.reduce(applyStage, series.toSorted(byLabels));
    }
    return calculateSeries(expression.operator, this.#operand(expression.left), this.#operand(expression.right));
  }

  #operand(operand: MetricsOperand): readonly Series[] | number {
    return operand.type === "number" ? operand.value : this.#seriesOf(operand);
  }
}

/** What is done with the series of a function. */
export function applyStage(series: readonly Series[], stage: SecondStage): readonly Series[] {
  return stage.type === "series-filter" ? filterSeries(stage, series) : rank(stage, series);
}

function collectorOf(of: MetricsFunction, steps: Steps, limits: MetricsLimits): Collector {
  switch (of.type) {
    case "rate":
    case "count_over_time":
      return new CountCollector(of, steps, limits);
    case "quantile_over_time":
      return new QuantileCollector(of, steps, limits);
    case "histogram_over_time":
      return new HistogramCollector(of, steps, limits);
    case "compare":
      return new CompareCollector(of, steps);
    default:
      return new ValueCollector(of.type, of, steps, limits);
  }
}

/** The metrics functions of an expression with what they are of, left to right. */
export function metricsIn(operand: MetricsOperand): readonly Metrics[] {
  switch (operand.type) {
    case "metrics":
      return [operand];
    case "metrics-arithmetic":
      return [...metricsIn(operand.left), ...metricsIn(operand.right)];
    case "number":
      return [];
  }
}
