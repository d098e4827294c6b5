import { isSpanset, type MetricsExpression, parse } from "@throughline/traceql";
import { type ShortSpan, trace } from "../../evaluate/testing/trace.ts";
import type { EvalTrace } from "../../evaluate/span.ts";
import type { MetricsLimits } from "../limits.ts";
import { MetricsCollector, metricsIn, seriesOf } from "../metrics.ts";
import { thinned } from "../exemplars.ts";
import type { Label, Series } from "../series.ts";
import type { Steps } from "../steps.ts";

export const SECOND = 1_000_000_000n;
/** At 10 s, 20 s and 30 s. */
export const STEPS: Steps = { first: 10n * SECOND, step: 10n * SECOND, count: 3 };

export function metricsExpression(q: string): MetricsExpression {
  const { expression } = parse(q);
  if (isSpanset(expression)) throw new Error(`"${q}" is no metrics query`);
  return expression;
}

/** The series of a query over one trace, and whether there were more than may be. */
export function collect(q: string, spans: readonly ShortSpan[], limits: Partial<MetricsLimits> = {}) {
  return collectAll(q, [trace(spans)], limits);
}

/** The same over several. */
export function collectAll(q: string, traces: readonly EvalTrace[], limits: Partial<MetricsLimits> = {}) {
  const all = { series: 100, compared: 10_000, exemplars: 100, ...limits };
  const expression = metricsExpression(q);
  const collector = new MetricsCollector(metricsIn(expression), STEPS, all);
  for (const each of traces) collector.add(each);
  const series = () =>
    thinned(
      seriesOf(expression, (metrics) => collector.series(metrics)),
      all.exemplars,
    );
  return {
    series,
    get isCut() {
      return collector.isCut;
    },
  };
}

/** The series by their labels: `{name="a", p=0.5}`. */
export function measure(q: string, spans: readonly ShortSpan[]): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    collect(q, spans)
      .series()
      .map((series) => [labelText(series), [...series.values]]),
  );
}

export function labelText({ labels }: Pick<Series, "labels">): string {
  const text = ({ name, value }: Label) => `${name}=${typeof value === "string" ? `"${value}"` : String(value)}`;
  return `{${labels.map(text).join(", ")}}`;
}
