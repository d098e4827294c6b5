import type { Note, Red } from "@throughline/api";
import { MAX_POINTS, readRed, type Step, stepOf, type StoredRed, type TimeRange } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { nothingMatches, stillArriving } from "../notes.ts";
import { HOUR, rangeOf } from "../range.ts";
import { serve } from "../serve.ts";

const MAX_SERIES = 100;

/** `/api/v1/red`: rate, errors and durations over time. */
export function redRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "red", async ({ query: { service, operation, kind, step: asked, ...times }, run }): Promise<Red> => {
    const { range, notes } = rangeOf(times, { fallback: HOUR, retention, signals: ["traces"], maxNanos: bounds.rangeNanos, ahead: 0n });
    const step = stepOf(range, asked);
    const { total, series, ...rest } = await readRed(run, {
      ...(service !== undefined && { service }),
      ...(operation !== undefined && { operation }),
      ...(kind !== undefined && { kinds: kind.split(",") }),
      range,
      stepSeconds: step.seconds,
      maxSeries: MAX_SERIES,
    });
    return {
      stepSeconds: step.seconds,
      total: total as Red["total"],
      series: series as Red["series"],
      notes: [...notes, ...redNotes(range, step, { total, series, ...rest })],
    };
  });
}

function redNotes(range: TimeRange, step: Step, { total, seriesWereCut, callsWithoutDuration }: StoredRed): Note[] {
  const notes: Note[] = [];
  if (total.calls === 0) notes.push(nothingMatches());
  if (step.wasWidened)
    notes.push({
      code: "step_widened",
      message: `The step that was asked for gives more than ${MAX_POINTS} points: it is ${step.seconds} s instead`,
    });
  if (seriesWereCut)
    notes.push({
      code: "series_cut",
      message: `There are more than ${MAX_SERIES} series: the most called ${MAX_SERIES} are given, the total is of all`,
    });
  if (callsWithoutDuration > 0)
    notes.push({
      code: "durations_unknown",
      message: `${callsWithoutDuration} of ${total.calls} calls were stored before durations were counted: percentiles are of the others`,
    });
  notes.push(...stillArriving(range));
  return notes;
}
