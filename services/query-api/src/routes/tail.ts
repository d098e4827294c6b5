import { parseLogFilter, parseTraceQL, spanFilter, type SpanFilter, TraceQLError } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { logFailure } from "../failure.ts";
import { badParameter, HttpError } from "../http-error.ts";
import { runner } from "../runner.ts";
import { serve } from "../serve.ts";
import { streamEvents } from "../tail/event-stream.ts";
import { TailReader } from "../tail/tail-reader.ts";

/** Each asks ClickHouse once a second. */
const MAX_CLIENTS = 32;

/** `/api/v1/tail`: what arrives, as it arrives. */
export function tailRoute(app: FastifyInstance, context: Context): void {
  const ends = new Set<AbortController>();
  app.addHook("preClose", async () => {
    for (const end of ends) end.abort();
  });
  serve(app, context, "tail", async ({ query, reply }) => {
    const wanted = signalOf(query);
    const end = new AbortController();
    const reader = new TailReader({
      runOf: () => runner(context.clickhouse, context.bounds, end.signal, context),
      service: query.service,
      ...(context.shards && { isPartial: () => context.shards?.isAway ?? false }),
      logs: wanted === "spans" ? undefined : parseLogFilter(query.q ?? ""),
      spans: wanted === "logs" ? undefined : spansOf(query.traceql ?? "{}"),
    });
    if (ends.size >= MAX_CLIENTS)
      throw new HttpError(503, "unavailable", `${MAX_CLIENTS} live tails are open: try again when one has ended`, { "retry-after": "5" });
    ends.add(end);
    const { raw } = reply;
    raw.once("close", () => {
      end.abort();
      ends.delete(end);
    });
    const isHead = reply.request.method === "HEAD";
    // Before the client is told that it has begun: all that is stored from then on is new.
    if (!isHead) await reader.begin();
    const headers = reply.getHeaders();
    reply.hijack();
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      "content-type": "text/event-stream",
      // Or the query API would wait for this connection when it stops.
      connection: "close",
      // nginx would collect events before it passes them on.
      "x-accel-buffering": "no",
    });
    if (isHead) {
      raw.end();
      return undefined;
    }
    void streamEvents(
      raw,
      () => reader.read(),
      end.signal,
      (error) => logFailure("GET /api/v1/tail", error),
    );
    return undefined;
  });
}

/** What is asked about is shown, and if nothing is, everything. */
function signalOf({
  signal,
  q,
  traceql,
}: {
  signal?: "logs" | "spans" | "all" | undefined;
  q?: string | undefined;
  traceql?: string | undefined;
}) {
  if (signal !== undefined) return signal;
  if (q !== undefined && traceql === undefined) return "logs";
  return traceql !== undefined && q === undefined ? "spans" : "all";
}

function spansOf(traceql: string): SpanFilter {
  try {
    return spanFilter(parseTraceQL(traceql));
  } catch (error) {
    if (error instanceof TraceQLError) throw badParameter("traceql", error.message);
    throw error;
  }
}
