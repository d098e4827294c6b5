import type { FastifyInstance } from "fastify";
import type { CollectorParts } from "./collector.ts";
import type { Metrics } from "./metrics.ts";

/**
 * `/health`, `/ready` and `/metrics`, on the OTLP/HTTP port. A collector is ready while it takes what is sent: away from ClickHouse it is needed
 * most. `refresh` brings gauges up to date.
 */
export function stateRoutes(
  app: FastifyInstance,
  { registry }: Metrics,
  readParts: () => Promise<CollectorParts>,
  refresh: () => void,
): void {
  app.get("/health", async () => ({ status: "ok", service: "throughline-collector" }));
  app.get("/ready", async (_request, reply) => {
    const parts = await readParts();
    const ready = parts.queue.ok;
    return reply.code(ready ? 200 : 503).send({ ready, parts });
  });
  app.get("/metrics", async (_request, reply) => {
    refresh();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
