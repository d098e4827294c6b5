import { type LogList, type OtlpLogs } from "@throughline/api";
import { logJson, otlpLogs, parseLogFilter, readResources, searchLogs } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { logCursorText, parseLogCursor } from "../cursors.ts";
import { searchIncomplete, tracesCut } from "../notes.ts";
import { notesHeader } from "../notes-header.ts";
import { HOUR, rangeOf } from "../range.ts";
import { resourceJson } from "../resource-json.ts";
import { serve } from "../serve.ts";

/** `/api/v1/logs`: search by words and fields. */
export function logsRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "logs", async ({ query, run, reply }): Promise<LogList | OtlpLogs> => {
    const terms = parseLogFilter(query.q);
    const cursor = query.cursor === undefined ? undefined : parseLogCursor(query.cursor);
    const isOfOne = query.traceId !== undefined || query.correlationId !== undefined;
    const { range, notes } = rangeOf(query, { fallback: isOfOne ? "all" : HOUR, retention, maxNanos: bounds.rangeNanos });
    const found = await searchLogs(run, {
      terms,
      range,
      limit: query.limit,
      traceLimit: bounds.traces,
      ...(query.traceId !== undefined && { traceId: query.traceId.toLowerCase() }),
      ...(query.correlationId !== undefined && { correlationId: query.correlationId }),
      ...(cursor && { cursor }),
      deadline: performance.now() + bounds.querySeconds * 1_000,
    });
    if (found.tracesWereCut) notes.push(tracesCut(bounds));
    if (found.searchedFrom !== undefined) notes.push(searchIncomplete(found.searchedFrom, bounds));
    const resources = await readResources(
      run,
      found.rows.map(({ resource }) => resource),
    );
    const next = found.next && logCursorText(found.next);
    if (query.format === "otlp") {
      notesHeader(reply, notes, next);
      return otlpLogs(found.rows, resources, resourceJson);
    }
    return { logs: found.rows.map((row) => logJson(row, resources)), next: next ?? null, notes };
  });
}
