import type { ServiceMap } from "@throughline/api";
import { readServiceMap } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { nothingMatches, searchIncomplete, stillArriving } from "../notes.ts";
import { HOUR, rangeOf } from "../range.ts";
import { serve } from "../serve.ts";

/** `/api/v1/service-map`: who calls whom. */
export function serviceMapRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention, calls } = context;
  serve(app, context, "serviceMap", async ({ query: { service, ...times }, run }): Promise<ServiceMap> => {
    const { range, notes } = rangeOf(times, { fallback: HOUR, retention, signals: ["traces"], maxNanos: bounds.rangeNanos, ahead: 0n });
    const { nodes, edges, readFrom, wereCut } = await readServiceMap(run, {
      ...(service !== undefined && { service }),
      range,
      cache: calls,
      deadline: performance.now() + bounds.querySeconds * 1_000,
    });
    if (nodes.length === 0) notes.push(nothingMatches());
    if (readFrom !== undefined) notes.push(searchIncomplete(readFrom, bounds));
    if (wereCut) notes.push({ code: "edges_cut", message: "There are more edges than one answer holds: the most called are given" });
    notes.push(...stillArriving(range));
    return { nodes: [...nodes], edges: [...edges], notes };
  });
}
