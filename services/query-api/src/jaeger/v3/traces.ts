import type { FastifyInstance } from "fastify";
import type { Context } from "../../context.ts";
import { serveForeign } from "../../foreign/serve.ts";
import { foreignTraceId } from "../../foreign/trace-id.ts";
import { traceNotFound } from "../../foreign/trace-not-found.ts";
import { HttpError } from "../../http-error.ts";
import { searchTraceIds, spansOfTraces } from "../search.ts";
import { v3Traces } from "./otlp-json.ts";
import { searchOf } from "./search.ts";

/** `/api/v3/traces/{id}` and `/api/v3/traces?query.…`: OTLP/JSON in the envelope of a stream, and 404 where there is none, as Jaeger says it. */
export function tracesRoutes(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/traces/:traceId", async ({ params, run }) => {
    const traceId = foreignTraceId(params["traceId"] ?? "");
    const found = await spansOfTraces(run, context, [traceId]);
    if (found.spans.length === 0) throw traceNotFound(traceId, context);
    return { result: v3Traces(found) };
  });

  serveForeign(app, context, "/traces", async ({ query, run, reply }) => {
    const found = await spansOfTraces(run, context, await searchTraceIds({ run, reply }, context, searchOf(query, context)));
    if (found.spans.length === 0) throw new HttpError(404, "not_found", "No traces found");
    return { result: v3Traces(found) };
  });
}
