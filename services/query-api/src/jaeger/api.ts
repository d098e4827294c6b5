import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { refusals } from "../foreign/refusals.ts";
import { legacyError } from "./legacy/answer.ts";
import { dependenciesRoute } from "./legacy/dependencies.ts";
import { metricsRoutes } from "./legacy/metrics.ts";
import { operationsRoutes } from "./legacy/operations.ts";
import { servicesRoute } from "./legacy/services.ts";
import { traceRoute } from "./legacy/trace.ts";
import { tracesRoute } from "./legacy/traces.ts";
import { transformRoute } from "./legacy/transform.ts";
import { v3Error } from "./v3/error.ts";
import { servicesRoutes } from "./v3/services.ts";
import { traceSummariesRoute } from "./v3/trace-summaries.ts";
import { tracesRoutes } from "./v3/traces.ts";

/**
 * What Grafana's Jaeger data source and jaeger-ui ask of jaeger-query, under `/jaeger`: the API of its first generation (`/api/…`), which
 * Jaeger itself no longer serves in full, and of the third (`/api/v3/…`).
 */
export async function jaegerApi(app: FastifyInstance, context: Context): Promise<void> {
  await app.register(
    async (legacy) => {
      refusals(legacy, legacyError);
      for (const routes of [servicesRoute, operationsRoutes, tracesRoute, traceRoute, dependenciesRoute, metricsRoutes, transformRoute])
        routes(legacy, context);
    },
    { prefix: "/jaeger/api" },
  );
  await app.register(
    async (v3) => {
      refusals(v3, v3Error);
      for (const routes of [servicesRoutes, tracesRoutes, traceSummariesRoute]) routes(v3, context);
    },
    { prefix: "/jaeger/api/v3" },
  );
}
