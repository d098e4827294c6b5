import { alignedSteps, exemplarsOf, type MetricsSearch, oneStep, parseTraceQL, type Query, type TimeRange } from "@throughline/query";
import type { Bounds } from "./config.ts";

/** Most steps of an answer, as many as Prometheus gives; most values of all series together; most series, of `compare` and else. */
export const MAX_STEPS = 11_000;
const MAX_VALUES = 500_000;
const MAX_COMPARED = 4_000;
const MAX_SERIES = 1_000;

const EXEMPLARS = 100;
export const MAX_EXEMPLARS = 1_000;

/** What is asked for: `exemplars` counts unless the query itself says how many. */
interface MetricsAsked {
  readonly q: string;
  readonly range: TimeRange;
  /** Left out: one value for the whole range. */
  readonly step?: bigint;
  readonly exemplars?: number;
}

/** The search for numbers over time, within the bounds. A step that gives too many values is made longer. @throws TraceQLError */
export function metricsQuery({ q, range, step, exemplars = EXEMPLARS }: MetricsAsked, bounds: Bounds): MetricsSearch {
  const query: Query = parseTraceQL(q);
  const steps = step === undefined ? oneStep(range) : alignedSteps(range, widened(step, range));
  return {
    query,
    steps,
    limits: {
      series: Math.min(MAX_SERIES, Math.floor(MAX_VALUES / steps.count)),
      compared: Math.min(MAX_COMPARED, Math.floor(MAX_VALUES / steps.count)),
      exemplars: exemplarsOf(query, Math.min(exemplars, MAX_EXEMPLARS), MAX_EXEMPLARS),
    },
    deadline: performance.now() + bounds.querySeconds * 1_000,
  };
}

/** The step, or a multiple of it that does not give too many values. */
function widened(step: bigint, { from, to }: TimeRange): bigint {
  const least = (to - from) / BigInt(MAX_STEPS - 2) + 1n;
  return step >= least ? step : step * ((least + step - 1n) / step);
}
