import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { refusals } from "../foreign/refusals.ts";
import { metricsRoutes } from "./metrics.ts";
import { searchRoute } from "./search.ts";
import { statusRoutes } from "./status.ts";
import { tagValuesRoutes } from "./tag-values.ts";
import { tagsRoutes } from "./tags.ts";
import { traceRoutes } from "./trace.ts";

/** What Grafana's Tempo data source asks of Tempo, under `/tempo`. Errors are text, as Tempo's are. */
export async function tempoApi(app: FastifyInstance, context: Context): Promise<void> {
  await app.register(
    async (tempo) => {
      refusals(tempo, ({ message }) => message);
      for (const routes of [statusRoutes, traceRoutes, searchRoute, tagsRoutes, tagValuesRoutes, metricsRoutes]) routes(tempo, context);
    },
    { prefix: "/tempo/api" },
  );
}
