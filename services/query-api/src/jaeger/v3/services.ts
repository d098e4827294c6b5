import type { FastifyInstance } from "fastify";
import type { Context } from "../../context.ts";
import { serveForeign } from "../../foreign/serve.ts";
import { badParameter } from "../../http-error.ts";
import { operationsOf } from "../operations.ts";
import { serviceNames } from "../service-names.ts";

/** `/api/v3/services` and `/api/v3/operations?service=&spanKind=`. jaeger-ui checks them: a kind must be there, as Jaeger fills it in. */
export function servicesRoutes(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/services", async ({ run }) => ({ services: await serviceNames(run, context) }));

  serveForeign(app, context, "/operations", async ({ query, run }) => {
    const service = query.text("service");
    if (service === undefined) throw badParameter("service", "the name of a service is needed");
    const operations = await operationsOf(run, context, service, query.text("spanKind", "span_kind"));
    return { operations: operations.map(({ name, spanKind }) => ({ name, spanKind: spanKind || "internal" })) };
  });
}
