import type { FastifyInstance } from "fastify";
import type { PartState } from "./collector.ts";
import type { Metrics } from "./metrics.ts";

/** `/health`, `/ready` and `/metrics`, on the OTLP/HTTP port. `refresh` brings gauges up to date. */
export function stateRoutes(
  app: FastifyInstance,
  { registry }: Metrics,
  ready: () => Promise<Record<string, PartState>>,
  refresh: () => void,
): void {
  app.get("/health", async () => ({ status: "ok" }));
  app.get("/ready", async (_request, reply) => {
    const parts = await ready();
    const ok = Object.values(parts).every((part) => part.ok);
    return reply.code(ok ? 200 : 503).send({ ready: ok, parts });
  });
  app.get("/metrics", async (_request, reply) => {
    refresh();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
