import type { MetricsResult, Note } from "@throughline/api";
import { defaultStep, readMetrics, seriesJson } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { MAX_STEPS, metricsQuery } from "../metrics-query.ts";
import { metricsNotes, nothingMatches, stillArriving } from "../notes.ts";
import { HOUR, rangeOf } from "../range.ts";
import { serve } from "../serve.ts";

/** `/api/v1/metrics`: numbers over time by TraceQL. */
export function metricsRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "queryMetrics", async ({ query: { q, step: asked, instant, ...times }, run }): Promise<MetricsResult> => {
    const { range, notes } = rangeOf(times, { fallback: HOUR, retention, signals: ["traces"], maxNanos: bounds.rangeNanos, ahead: 0n });
    const step = instant === "true" ? undefined : (asked ?? defaultStep(range));
    const search = metricsQuery({ q, range, ...(step !== undefined && { step }) }, bounds);
    const { steps } = search;
    if (step !== undefined && steps.step > step) notes.push(stepWidened(steps.step));
    const found = await readMetrics(run, search);
    if (found.series.length === 0) notes.push(nothingMatches());
    return {
      stepNano: String(steps.step),
      series: found.series.map((series) => seriesJson(series, steps)),
      notes: [...notes, ...metricsNotes(found, bounds), ...stillArriving(range)],
    };
  });
}

function stepWidened(step: bigint): Note {
  return {
    code: "step_widened",
    message: `The step that was asked for gives more than ${MAX_STEPS} points: it is ${Number(step) / 1e9} s instead`,
  };
}
