import type { FastifyInstance } from "fastify";
import type { Context } from "../../context.ts";
import { serveForeign } from "../../foreign/serve.ts";
import { badParameter, HttpError } from "../../http-error.ts";
import { operationsOf } from "../operations.ts";
import { legacyAnswer } from "./answer.ts";

const END = "/operations";

/** `/api/services/{service}/operations`: names; `/api/operations?service=&spanKind=`: names and kinds. */
export function operationsRoutes(app: FastifyInstance, context: Context): void {
  // Grafana does not encode a slash in the name of a service.
  serveForeign(app, context, "/services/*", async ({ params: { "*": path = "" }, run }) => {
    if (!path.endsWith(END) || path === END) throw new HttpError(404, "not_found", `There is nothing at /api/services/${path}`);
    const operations = await operationsOf(run, context, path.slice(0, -END.length), undefined);
    return legacyAnswer([...new Set(operations.map(({ name }) => name))]);
  });

  serveForeign(app, context, "/operations", async ({ query, run }) => {
    const service = query.text("service");
    if (service === undefined) throw badParameter("service", "the name of a service is needed");
    return legacyAnswer(await operationsOf(run, context, service, query.text("spanKind")));
  });
}
