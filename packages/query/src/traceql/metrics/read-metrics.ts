import { isMetrics, type Metrics, type MetricsExpression, type Query, TraceQLError } from "@throughline/traceql";
import { QueryTimeout, type Run } from "../../statement.ts";
import { thinned } from "./exemplars.ts";
import type { MetricsLimits } from "./limits.ts";
import { collectSeries } from "./collect-series.ts";
import { metricsIn, seriesOf } from "./metrics.ts";
import { readSeries, sqlMetrics } from "./sql/read-series.ts";
import type { Series } from "./series.ts";
import type { Steps } from "./steps.ts";

/** Most metrics functions in one query, and most fields that one is grouped by. */
const MAX_FUNCTIONS = 20;
const MAX_LABELS = 10;

export interface MetricsSearch {
  readonly query: Query;
  /** `alignedSteps` for values over time, `oneStep` for those of a whole range. */
  readonly steps: Steps;
  readonly limits: MetricsLimits;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

export interface FoundMetrics {
  readonly series: readonly Series[];
  /** There were more series than may be: some are left out. */
  readonly seriesWereCut: boolean;
  /** Only spans that begin from here on were looked at, in Unix nanoseconds: steps before it have no values. */
  readonly searchedFrom?: bigint;
  /** As many traces as may be were looked at, and there are more. */
  readonly tracesWereCut: boolean;
  /** Traces of more spans than are looked at: of the earliest of them. */
  readonly cutTraces: number;
}

/**
 * Answers a metrics query: by SQL alone where a filter tells which spans count and their rows what is asked of them; else by the spans of
 * the traces that may match, evaluated. Spans count when they have ended, in the step in which they began.
 * @throws TraceQLError for a query that asks for traces
 */
export async function readMetrics(run: Run, { query, steps, limits, deadline }: MetricsSearch): Promise<FoundMetrics> {
  const expression = metricsOf(query);
  const known = new Map<Metrics, readonly Series[]>();
  const others: Metrics[] = [];
  let firstKnown = 0;
  let seriesWereCut = false;
  const all = metricsIn(expression);
  if (all.length > MAX_FUNCTIONS)
    throw new TraceQLError("unsupported", `a query calculates with ${MAX_FUNCTIONS} metrics functions at most, and here are ${all.length}`);
  for (const metrics of all) {
    if ("by" in metrics.function && metrics.function.by.length > MAX_LABELS)
      throw new TraceQLError("unsupported", `by() takes ${MAX_LABELS} fields at most, and here are ${metrics.function.by.length}`);
    if (performance.now() > deadline && metrics !== all[0]) throw new QueryTimeout("timeout");
    const sql = sqlMetrics(metrics);
    if (!sql) {
      others.push(metrics);
      continue;
    }
    const read = await readSeries(run, sql, steps, limits, deadline);
    known.set(metrics, read.series);
    firstKnown = Math.max(firstKnown, read.known);
    if (read.areCut) seriesWereCut = true;
  }
  const collected = others.length > 0 ? await collectSeries(run, others, steps, limits, deadline) : undefined;
  const series = seriesOf(expression, (metrics) => known.get(metrics) ?? collected?.series(metrics) ?? []);
  const searchedFrom = latest(firstKnown > 0 ? steps.first + BigInt(firstKnown - 1) * steps.step + 1n : undefined, collected?.searchedFrom);
  return {
    series: thinned(searchedFrom === undefined ? series : series.map((each) => knownFrom(each, steps, searchedFrom)), limits.exemplars),
    seriesWereCut: seriesWereCut || (collected?.areCut ?? false),
    ...(searchedFrom !== undefined && { searchedFrom }),
    tracesWereCut: collected?.tracesWereCut ?? false,
    cutTraces: collected?.cutTraces ?? 0,
  };
}

/** What a query asks for over time. @throws TraceQLError if it asks for traces */
function metricsOf(query: Query): MetricsExpression {
  if (isMetrics(query)) return query.expression;
  throw new TraceQLError(
    "unsupported",
    "this query asks for traces, and here are numbers over time: send it to /api/v1/traces (Tempo: /tempo/api/search), or add a function such as | rate()",
  );
}

/** Where not all of a step was looked at, it has no value. The value of one step alone is that of what was. */
function knownFrom(series: Series, { first, step, count }: Steps, searchedFrom: bigint): Series {
  if (count === 1) return series;
  const isKnown = (index: number) => first + BigInt(index - 1) * step + 1n >= searchedFrom;
  return { ...series, values: series.values.map((value, index) => (isKnown(index) ? value : NaN)) };
}

function latest(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
