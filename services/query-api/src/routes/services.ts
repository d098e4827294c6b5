import { type OperationList, type ServiceList } from "@throughline/api";
import { SIGNAL_NAMES } from "@throughline/model";
import { readOperations, readServices } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { rangeOf } from "../range.ts";
import { serve } from "../serve.ts";

/** `/api/v1/services` and `/api/v1/operations`. */
export function serviceRoutes(app: FastifyInstance, context: Context): void {
  const options = { fallback: "all", retention: context.retention, maxNanos: context.bounds.rangeNanos } as const;

  serve(app, context, "services", async ({ query, run }): Promise<ServiceList> => {
    const { range, notes } = rangeOf(query, { ...options, signals: SIGNAL_NAMES });
    return { services: await readServices(run, range), notes };
  });

  serve(app, context, "operations", async ({ query, run }): Promise<OperationList> => {
    const { range, notes } = rangeOf(query, { ...options, signals: ["traces"] });
    return { operations: (await readOperations(run, query.service, range)) as OperationList["operations"], notes };
  });
}
