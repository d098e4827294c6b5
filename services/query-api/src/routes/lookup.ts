import type { Lookup } from "@throughline/api";
import { isCorrelationId, isTraceId } from "@throughline/model";
import { isCorrelationStored, isTraceStored } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { serve } from "../serve.ts";

/** `/api/v1/lookup`: what an ID is. That it is nothing is an answer, too: who asks does not know. */
export function lookupRoute(app: FastifyInstance, context: Context): void {
  serve(app, context, "lookup", async ({ query: { id }, run }): Promise<Lookup> => {
    const traceId = id.toLowerCase();
    const [isTrace, isCorrelation] = await Promise.all([
      isTraceId(traceId) && isTraceStored(run, traceId),
      isCorrelationId(id) && isCorrelationStored(run, id),
    ]);
    return { traceId: isTrace ? traceId : null, correlationId: isCorrelation ? id : null, notes: [] };
  });
}
