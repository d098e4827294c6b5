import type { Metrics } from "@throughline/traceql";
import { QueryTimeout, type Run } from "../../statement.ts";
import { type TimeRange, widening } from "../../windows.ts";
import { type Candidate, candidatesStatement } from "../candidates.ts";
import { narrowed } from "../narrowed.ts";
import { type Plan, planOf } from "../plan.ts";
import type { StoredSpan } from "../span-row.ts";
import { TraceReader } from "../trace-reader.ts";
import type { MetricsLimits } from "./limits.ts";
import { MetricsCollector } from "./metrics.ts";
import type { Series } from "./series.ts";
import { comparesAttributes, sourceOf } from "./source.ts";
import { spansOf, type Steps } from "./steps.ts";

/** Most traces that are looked at, and how many of them are found at once. */
export const MAX_METRICS_TRACES = 50_000;
const BATCH = 1_000;

export interface CollectedSeries {
  series(of: Metrics): readonly Series[];
  /** Known for certain when the series have been taken. */
  readonly areCut: boolean;
  /** Only traces that may match by a span that begins from here on were looked at. */
  readonly searchedFrom?: bigint;
  readonly tracesWereCut: boolean;
  readonly cutTraces: number;
}

/**
 * The series of metrics functions by looking at the traces that may match, newest first: those of which a span that they need begins within
 * the steps. Until the deadline in the milliseconds of `performance.now()`, and no more traces than may be.
 */
export async function collectSeries(
  run: Run,
  metrics: readonly Metrics[],
  steps: Steps,
  limits: MetricsLimits,
  deadline: number,
): Promise<CollectedSeries> {
  const plan = planOf(sourceOf(metrics));
  const { after, to } = spansOf(steps);
  const range = { from: after + 1n, to: to + 1n };
  const collector = new MetricsCollector(metrics, steps, limits);
  const reader = new TraceReader(run, plan, range, comparesAttributes(metrics));
  const seen = new Set<string>();
  let searchedFrom = range.to;
  let isComplete = false;

  async function walk(): Promise<void> {
    const within = await narrowed(run, plan.drivers, range);
    for (const window of within ? widening(within) : []) {
      for await (const candidates of candidatesIn(run, plan, window)) {
        const unseen = candidates.filter(({ traceId }) => !seen.has(traceId));
        const taken = unseen.slice(0, MAX_METRICS_TRACES - seen.size);
        for (const { traceId } of taken) seen.add(traceId);
        for await (const traces of reader.read(taken.map(({ traceId }) => traceId))) {
          for (const trace of traces) collector.add(trace, (span) => !(span as StoredSpan).isOpen);
          if (performance.now() > deadline) return;
        }
        // From here on nothing is known of those that were not taken, which begin with this one.
        const left = unseen[taken.length];
        if (left) searchedFrom = BigInt(left.newest) + 1n;
        else searchedFrom = BigInt(candidates.at(-1)?.newest ?? searchedFrom);
        if (seen.size >= MAX_METRICS_TRACES) return;
      }
      searchedFrom = window.from;
    }
    isComplete = true;
  }

  await walk().catch((error: unknown) => {
    if (!(error instanceof QueryTimeout)) throw error;
  });
  return {
    series: (of) => collector.series(of),
    get areCut() {
      return collector.isCut;
    },
    ...(!isComplete && { searchedFrom }),
    tracesWereCut: !isComplete && seen.size >= MAX_METRICS_TRACES,
    cutTraces: reader.cutTraces,
  };
}

/** Traces with an ended span in the window that may match, newest first, in batches. */
async function* candidatesIn(run: Run, { drivers }: Plan, window: TimeRange): AsyncGenerator<readonly Candidate[]> {
  let after: Candidate | undefined;
  do {
    const to = after === undefined ? window.to : BigInt(after.newest) + 1n;
    const candidates: readonly Candidate[] = await run<Candidate>(candidatesStatement(drivers, { from: window.from, to }, BATCH, after));
    yield candidates;
    after = candidates.length < BATCH ? undefined : candidates.at(-1);
  } while (after);
}
