import { type Correlation } from "@throughline/api";
import { nanosOfMillis } from "@throughline/model";
import { blockJson, logJson, readCorrelation } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { HttpError } from "../http-error.ts";
import { notesOf, tracesCut } from "../notes.ts";
import { serve } from "../serve.ts";
import { withoutExpired } from "../without-expired.ts";
import { servicesOf, spansOf } from "./trace.ts";

/** `/api/v1/correlations/{id}`: everything that one user action did. */
export function correlationRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "correlation", async ({ params: { correlationId }, run }): Promise<Correlation> => {
    const now = nanosOfMillis(Date.now());
    const found = await readCorrelation(run, correlationId, bounds);
    if (!found)
      throw new HttpError(
        404,
        "not_found",
        `Nothing with correlation ID "${correlationId}" is stored: none of it was received, or it is older than the retention of ${retention.text()}`,
      );
    const stored = withoutExpired(found, retention, now);
    return {
      correlationId,
      traceIds: [...stored.traceIds],
      services: servicesOf(stored),
      spans: spansOf(stored, now),
      logs: stored.logs.map((row) => logJson(row, stored.resources)),
      blocks: stored.blocks.blocks.map(blockJson),
      samples: { count: stored.samples },
      notes: [...(stored.tracesWereCut ? [tracesCut(bounds)] : []), ...notesOf(stored, context, now)],
    };
  });
}
