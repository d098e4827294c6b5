import type { LogContext } from "@throughline/api";
import { logJson, readLogContext, readResources } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { parseLogId } from "../cursors.ts";
import { HttpError } from "../http-error.ts";
import { HOUR, rangeOf } from "../range.ts";
import { serve } from "../serve.ts";

/** `/api/v1/logs/context`: what stands around a log record. */
export function logContextRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "logContext", async ({ query: { id, of, before, after }, run }): Promise<LogContext> => {
    const { range } = rangeOf({}, { fallback: "all", retention, signals: ["logs"], maxNanos: bounds.rangeNanos, ahead: HOUR });
    const deadline = performance.now() + bounds.querySeconds * 1_000;
    const found = await readLogContext(run, { place: parseLogId(id), of, before, after, range, deadline });
    if (!found) throw new HttpError(404, "not_found", `No log record "${id}" is stored: it may have expired`);
    const resources = await readResources(
      run,
      [found.row, ...found.before, ...found.after].map(({ resource }) => resource),
    );
    return {
      log: logJson(found.row, resources),
      before: found.before.map((row) => logJson(row, resources)),
      after: found.after.map((row) => logJson(row, resources)),
      notes: found.wasStopped
        ? [{ code: "search_incomplete", message: `The search was stopped after ${bounds.querySeconds} s: there may be more around it` }]
        : [],
    };
  });
}
