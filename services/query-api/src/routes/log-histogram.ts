import type { LogHistogram, Note } from "@throughline/api";
import { logStepOf, MAX_LOG_POINTS, parseLogFilter, readLogHistogram, type SeverityCounts } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { isOfOne, logScopeOf } from "../log-scope.ts";
import { countIncomplete, tracesCut } from "../notes.ts";
import { HOUR, rangeOf } from "../range.ts";
import { serve } from "../serve.ts";

/** `/api/v1/logs/histogram`: how many log records there are, over time and by severity. */
export function logHistogramRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "logHistogram", async ({ query, run }): Promise<LogHistogram> => {
    const { range, notes } = rangeOf(query, {
      fallback: isOfOne(query) ? "all" : HOUR,
      retention,
      signals: ["logs"],
      maxNanos: bounds.rangeNanos,
      ahead: 0n,
    });
    const step = logStepOf(range, query.step, query.points);
    const found = await readLogHistogram(run, {
      filter: parseLogFilter(query.q),
      scope: logScopeOf(query),
      correlationId: query.correlationId,
      traceLimit: bounds.traces,
      range,
      step: step.nanos,
      deadline: performance.now() + bounds.querySeconds * 1_000,
    });
    if (found.tracesWereCut) notes.push(tracesCut(bounds));
    if (step.wasWidened) notes.push(widened(step.nanos));
    if (found.countedFrom !== undefined) notes.push(countIncomplete(found.countedFrom, bounds));
    return {
      stepNano: String(step.nanos),
      ...withTotal(sumOf(found.points.map(({ counts }) => counts))),
      points: found.points.map(({ start, counts }) => ({ timeUnixNano: String(start), ...withTotal(counts) })),
      notes,
    };
  });
}

function withTotal(counts: SeverityCounts) {
  return { total: Object.values(counts).reduce((sum, count) => sum + count, 0), ...counts };
}

function sumOf(all: readonly SeverityCounts[]): SeverityCounts {
  const sum = { unset: 0, trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0 };
  for (const counts of all) for (const name of Object.keys(sum) as (keyof SeverityCounts)[]) sum[name] += counts[name];
  return sum;
}

function widened(nanos: bigint): Note {
  return {
    code: "step_widened",
    message: `The step that was asked for gives more than ${MAX_LOG_POINTS} points: it is ${Number(nanos) / 1e9} s instead`,
  };
}
