import type { FastifyInstance } from "fastify";
import type { Context } from "../../context.ts";
import { serveForeign } from "../../foreign/serve.ts";
import { serviceNames } from "../service-names.ts";
import { legacyAnswer } from "./answer.ts";

/** `/api/services`: their names. Grafana takes it for the health check, too. */
export function servicesRoute(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/services", async ({ run }) => legacyAnswer(await serviceNames(run, context)));
}
