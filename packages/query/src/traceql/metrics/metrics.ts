import type { Metrics, MetricsExpression, MetricsFunction, MetricsOperand, SecondStage } from "@throughline/traceql";
import { evaluate } from "../evaluate/evaluate.ts";
import type { EvalSpan, EvalTrace } from "../evaluate/span.ts";
import type { Collector } from "./collector.ts";
import { CompareCollector } from "./compare.ts";
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
 * Metrics functions at work: they are given traces one after the other, in any order, each once and with all that `fieldsOf` asks for of
 * `sourceOf`, and have their series in the end.
 */
export class MetricsCollector {
  readonly #steps: Steps;
  readonly #collectors: ReadonlyMap<Metrics, Collector>;

  /** @throws RegexError */
  constructor(metrics: readonly Metrics[], steps: Steps, limits: MetricsLimits) {
    this.#steps = steps;
    this.#collectors = new Map(metrics.map((each) => [each, collectorOf(each.function, steps, limits)]));
  }

  /** `counts`: whether a span that is found is one to count. */
  add(trace: EvalTrace, counts: (span: EvalSpan) => boolean = () => true): void {
    for (const [{ source }, collector] of this.#collectors) {
      for (const { spans } of evaluate(source, trace)) {
        for (const span of spans) {
          const step = stepAt(this.#steps, span.startNano);
          if (step !== undefined && counts(span)) collector.add(span, trace, step);
        }
      }
    }
  }

  /** There were more series than may be, and the rest was left out. */
  get isCut(): boolean {
    return [...this.#collectors.values()].some(({ isCut }) => isCut);
  }

  /** What one of the functions gives, without what is done with it afterwards. */
  series(of: Metrics): readonly Series[] {
    return this.#collectors.get(of)?.series() ?? [];
  }
}

/** The series of an expression, by those of its functions. */
export function seriesOf(expression: MetricsExpression, of: (metrics: Metrics) => readonly Series[]): readonly Series[] {
  if (expression.type === "metrics") return expression.stages.reduce(applyStage, of(expression).toSorted(byLabels));
  const operand = (side: MetricsOperand) => (side.type === "number" ? side.value : seriesOf(side, of));
  return calculateSeries(expression.operator, operand(expression.left), operand(expression.right));
}

/** What is done with the series of a function. */
function applyStage(series: readonly Series[], stage: SecondStage): readonly Series[] {
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
      return new CompareCollector(of, steps, limits);
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
