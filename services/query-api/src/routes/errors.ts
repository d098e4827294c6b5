import type { ErrorGroup, ErrorList } from "@throughline/api";
import { logStepOf, type Occurrence, readErrors, stepsOf } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { type Group, sumOf } from "../errors/group.ts";
import { type IsNew, newGroups, NOT_KNOWN } from "../errors/new-groups.ts";
import { logQueryOf, traceQueryOf } from "../errors/queries.ts";
import { together } from "../errors/together.ts";
import { countIncomplete, errorsCut } from "../notes.ts";
import { HOUR, rangeOf } from "../range.ts";
import { serve } from "../serve.ts";

/** As many as a sparkline has room for. */
const STEPS = 60;
/** Whether errors are new is looked up where the range itself took no longer than this, since it takes as long again. */
const QUICK_MS = 2_000;

/** `/api/v1/errors`: which kinds of errors there are, since when, how many, and where in the code. */
export function errorsRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "errors", async ({ query: { service, sort, limit, ...times }, run }): Promise<ErrorList> => {
    const { range, notes } = rangeOf(times, {
      fallback: HOUR,
      retention,
      signals: ["logs", "traces"],
      maxNanos: bounds.rangeNanos,
      ahead: 0n,
    });
    const { nanos: step } = logStepOf(range, undefined, STEPS);
    const began = performance.now();
    const { counts, wereCut, countedFrom } = await readErrors(run, { service, range, step }, began + bounds.querySeconds * 1_000);
    if (wereCut) notes.push(errorsCut());
    if (countedFrom !== undefined) notes.push(countIncomplete(countedFrom, bounds));
    const groups = together(counts).toSorted(ORDERS[sort]);
    const isQuick = performance.now() - began < QUICK_MS;
    const isNew = groups.length > 0 && isQuick ? await newGroups(run, service, range, began + 2 * QUICK_MS) : NOT_KNOWN;
    const steps = stepsOf(range, step);
    return {
      stepNano: String(step),
      steps: steps.map(String),
      total: groups.length,
      errors: groups.slice(0, limit).map((group) => errorJson(group, steps, step, isNew)),
      notes,
    };
  });
}

const later = (a: Occurrence, b: Occurrence): number => Number(b.time - a.time);

const ORDERS = {
  first: (a: Group, b: Group) => later(a.first, b.first),
  last: (a: Group, b: Group) => later(a.last, b.last),
  count: (a: Group, b: Group) => countOf(b) - countOf(a) || later(a.last, b.last),
};

function countOf({ records, spans }: Group): number {
  return Math.max(sumOf(records), sumOf(spans));
}

function errorJson(group: Group, steps: readonly bigint[], step: bigint, isNew: IsNew): ErrorGroup {
  const { service, type, message, operation, frame, first, last, records, spans } = group;
  return {
    service,
    type: type || null,
    message,
    operation: operation || null,
    frame: frame ? { function: frame.function, file: frame.file, line: frame.line || null, column: frame.column || null } : null,
    count: countOf(group),
    records: sumOf(records),
    spans: sumOf(spans),
    counts: steps.map((start) => Math.max(records.get(start / step) ?? 0, spans.get(start / step) ?? 0)),
    isNew: isNew(group),
    first: occurrenceJson(first),
    last: occurrenceJson(last),
    logQuery: logQueryOf(group),
    traceQuery: traceQueryOf(group),
  };
}

function occurrenceJson({ time, ...occurrence }: Occurrence): ErrorGroup["first"] {
  return { timeUnixNano: String(time < 0n ? 0n : time), ...occurrence };
}
