import type { FastifyInstance } from "fastify";
import type { Context } from "../../context.ts";
import type { ForeignQuery } from "../../foreign/query.ts";
import { foreignRange } from "../../foreign/range.ts";
import { serveForeign } from "../../foreign/serve.ts";
import { foreignTraceId } from "../../foreign/trace-id.ts";
import { type JaegerSearch, LOOKBACK, MAX_TRACES, searchTraceIds, spansOfTraces } from "../search.ts";
import { tagsOf } from "../tags.ts";
import { legacyAnswer } from "./answer.ts";
import { storedTraces } from "./stored-traces.ts";

const MICRO = 1_000n;
const LIMIT = 100;

/** `/api/traces?service=&operation=&tags=&tag=&minDuration=&maxDuration=&start=&end=&limit=`, or `?traceID=` for traces by ID: whole traces, newest first. */
export function tracesRoute(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/traces", async ({ query, run, reply }) => {
    const asked = query.all("traceID").slice(0, MAX_TRACES).map(foreignTraceId);
    const traceIds = asked.length > 0 ? asked : await searchTraceIds({ run, reply }, context, searchOf(query, context));
    const traces = storedTraces(await spansOfTraces(run, context, traceIds));
    return legacyAnswer(traceIds.flatMap((traceId) => traces.get(traceId) ?? []));
  });
}

function searchOf(query: ForeignQuery, context: Context): JaegerSearch {
  const service = query.text("service");
  const operation = query.text("operation");
  const minDuration = query.duration("minDuration");
  const maxDuration = query.duration("maxDuration");
  return {
    ...(service !== undefined && { service }),
    ...(operation !== undefined && { operation }),
    ...(minDuration !== undefined && { minDuration }),
    ...(maxDuration !== undefined && { maxDuration }),
    tags: tagsOf(query),
    range: foreignRange(context, { start: query.time(MICRO, "start"), end: query.time(MICRO, "end"), fallback: LOOKBACK }),
    limit: query.count(MAX_TRACES, "limit") || LIMIT,
  };
}
