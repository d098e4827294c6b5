import type { Health } from "@throughline/api";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { serve } from "../serve.ts";

/** `/health`, `/ready` and `/metrics`. */
export function stateRoutes(app: FastifyInstance, context: Context): void {
  serve(app, context, "health", async (): Promise<Health> => ({ status: "ok", service: "throughline-query-api" }));

  serve(app, context, "ready", async ({ reply }) => {
    const parts = await context.parts();
    const ready = Object.values(parts).every(({ ok }) => ok);
    reply.code(ready ? 200 : 503);
    return { ready, parts };
  });

  serve(app, context, "metrics", async ({ reply }) => {
    reply.type(context.metrics.registry.contentType).serializer(String);
    return context.metrics.registry.metrics();
  });
}
