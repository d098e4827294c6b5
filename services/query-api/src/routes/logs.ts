import { type LogList, type OtlpLogs } from "@throughline/api";
import { logJson, otlpLogs, parseLogFilter, readBegin, readResources, searchLogs } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { logCursorText, parseLogCursor } from "../cursors.ts";
import { searchIncomplete, tracesCut } from "../notes.ts";
import { notesHeader } from "../notes-header.ts";
import { isOfOne, logScopeOf } from "../log-scope.ts";
import { HOUR, rangeOf } from "../range.ts";
import { resourceJson } from "../resource-json.ts";
import { serve } from "../serve.ts";

/** `/api/v1/logs`: search by words and fields. */
export function logsRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "logs", async ({ query, run, reply }): Promise<LogList | OtlpLogs> => {
    const filter = parseLogFilter(query.q);
    const cursor = query.cursor === undefined ? undefined : parseLogCursor(query.cursor, isOfOne(query) ? undefined : bounds.rangeNanos);
    const { limit } = query;
    const asked = { scope: logScopeOf(query), correlationId: query.correlationId, traceLimit: bounds.traces };
    const { range, notes } = cursor
      ? { range: cursor.range, notes: [] }
      : rangeOf(query, { fallback: isOfOne(query) ? "all" : HOUR, retention, signals: ["logs"], maxNanos: bounds.rangeNanos });
    const order = cursor?.order ?? query.order;
    const found = await searchLogs(run, {
      ...asked,
      filter,
      range,
      order,
      limit,
      cursor: cursor?.at,
      deadline: performance.now() + bounds.querySeconds * 1_000,
    });
    if (found.rows.length === 0 && query.start === undefined) {
      const began = await readBegin(run, asked);
      if (began !== undefined) notes.push(...retention.expired(began, ["logs"]));
    }
    if (found.tracesWereCut) notes.push(tracesCut(bounds));
    if (found.searchedUntil !== undefined) notes.push(searchIncomplete(found.searchedUntil, bounds, order));
    const resources = await readResources(
      run,
      found.rows.map(({ resource }) => resource),
    );
    const next = found.next && logCursorText({ order, range, at: found.next });
    if (query.format === "otlp") {
      notesHeader(reply, notes, next);
      return otlpLogs(found.rows, resources, resourceJson);
    }
    return { logs: found.rows.map((row) => logJson(row, resources)), next: next ?? null, notes };
  });
}
