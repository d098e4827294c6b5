import { isSpanset, type MetricsExpression, parse } from "@throughline/traceql";
import { type ShortSpan, trace } from "../../evaluate/testing/trace.ts";
import type { MetricsLimits } from "../limits.ts";
import { MetricsCollector } from "../metrics.ts";
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

/** The series of a query over one trace. */
export function collect(q: string, spans: readonly ShortSpan[], limits: Partial<MetricsLimits> = {}): MetricsCollector {
  const collector = new MetricsCollector(metricsExpression(q), STEPS, { series: 100, exemplars: 100, ...limits });
  collector.add(trace(spans));
  return collector;
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
