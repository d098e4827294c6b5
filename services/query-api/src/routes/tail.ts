import { parseLogFilter } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { HttpError } from "../http-error.ts";
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
  serve(app, context, "tail", async ({ query, run, reply }) => {
    const signal = query.signal ?? (query.q === undefined ? "all" : "logs");
    const filter = signal === "spans" ? undefined : parseLogFilter(query.q ?? "");
    if (ends.size >= MAX_CLIENTS)
      throw new HttpError(503, "unavailable", `${MAX_CLIENTS} live tails are open: try again when one has ended`, { "retry-after": "5" });
    const end = new AbortController();
    ends.add(end);
    const headers = reply.getHeaders();
    const { raw } = reply.hijack();
    raw.once("close", () => {
      end.abort();
      ends.delete(end);
    });
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      "content-type": "text/event-stream",
      // Or the query API would wait for this connection when it stops.
      connection: "close",
      // nginx would collect events before it passes them on.
      "x-accel-buffering": "no",
    });
    if (reply.request.method === "HEAD") {
      raw.end();
      return undefined;
    }
    const reader = new TailReader({ run, service: query.service, filter, spans: signal !== "logs" });
    void streamEvents(raw, () => reader.read(), end.signal);
    return undefined;
  });
}
