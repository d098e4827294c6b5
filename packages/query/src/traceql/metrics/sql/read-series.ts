import type { Metrics, SpansetFilter } from "@throughline/traceql";
import { Parameters, QueryTimeout, type Run } from "../../../statement.ts";
import { spanCondition } from "../../sql/condition.ts";
import type { MetricsLimits } from "../limits.ts";
import type { Series } from "../series.ts";
import type { Steps } from "../steps.ts";
import { singleFilter } from "./single-filter.ts";
import { isSqlFunction, type SeriesRow, seriesStatement, type SqlFunction } from "./statement.ts";
import { type RowsOfSteps, storedSeries } from "./stored-series.ts";

/** A metrics query that SQL answers by itself. */
export interface SqlMetrics {
  readonly filter: SpansetFilter;
  readonly function: SqlFunction;
}

/** How SQL answers the query; `undefined`: its spans must be looked at. */
export function sqlMetrics({ source, function: of }: Metrics): SqlMetrics | undefined {
  const filter = singleFilter(source);
  if (!filter || !isSqlFunction(of) || !spanCondition(new Parameters(), filter).isExact) return undefined;
  return { filter, function: of };
}

export interface ReadSeries {
  readonly series: readonly Series[];
  readonly areCut: boolean;
  /** Index of the first step that has values: the time was over before those before it were read. */
  readonly known: number;
}

/** Reads the series, newest steps first, until the deadline in the milliseconds of `performance.now()`. */
export async function readSeries(
  run: Run,
  { filter, function: of }: SqlMetrics,
  steps: Steps,
  limits: MetricsLimits,
  deadline: number,
): Promise<ReadSeries> {
  const parts: RowsOfSteps[] = [];
  let known = steps.count;
  let areCut = false;
  const most = of.type === "quantile_over_time" ? Math.ceil(limits.series / of.quantiles.length) : limits.series;
  for (const { from, count } of windowsOf(steps)) {
    if (parts.length > 0 && performance.now() > deadline) break;
    const within = { first: steps.first + BigInt(from) * steps.step, step: steps.step, count };
    const rows = await run<SeriesRow>(seriesStatement(filter, of, within, { ...limits, series: most })).catch((error: unknown) => {
      if (error instanceof QueryTimeout && parts.length > 0) return undefined;
      throw error;
    });
    if (!rows) break;
    const isCut = rows.length > most;
    parts.push({ from, count, rows: rows.slice(0, most), isCut });
    areCut ||= isCut;
    known = from;
  }
  const stored = storedSeries(of, parts, steps, limits.series);
  return { series: stored.series, areCut: areCut || stored.areCut, known };
}

const HOUR = 3_600_000_000_000n;
const DAY = 24n * HOUR;
const GROWTH = 6n;

/** Cuts steps into windows of whole steps, newest first: of an hour, each six times wider than the one before, up to a day. */
function* windowsOf({ step, count }: Steps): Generator<{ readonly from: number; readonly count: number }> {
  let width = HOUR;
  for (let to = count; to > 0; width = width * GROWTH > DAY ? DAY : width * GROWTH) {
    const from = Math.max(0, to - Math.max(1, Number(width / step)));
    yield { from, count: to - from };
    to = from;
  }
}
