import type { FastifyInstance } from "fastify";
import type { Context } from "../../context.ts";
import { serveForeign } from "../../foreign/serve.ts";
import { foreignTraceId } from "../../foreign/trace-id.ts";
import { traceNotFound } from "../../foreign/trace-not-found.ts";
import { spansOfTraces } from "../search.ts";
import { legacyAnswer } from "./answer.ts";
import { storedTraces } from "./stored-traces.ts";

/** `/api/traces/{id}`. Never 200 without the trace: older Grafanas read the first of `data` without a look at how many there are. */
export function traceRoute(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/traces/:traceId", async ({ params, run }) => {
    const traceId = foreignTraceId(params["traceId"] ?? "");
    const trace = storedTraces(await spansOfTraces(run, context, [traceId])).get(traceId);
    if (!trace) throw traceNotFound(traceId, context);
    return legacyAnswer([trace]);
  });
}
