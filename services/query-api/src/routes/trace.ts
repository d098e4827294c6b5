import { type OtlpTraces, type Span, type Trace } from "@throughline/api";
import { logJson, otlpTraces, readTraces, spanJson, type StoredTraces } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { HttpError } from "../http-error.ts";
import { notesOf } from "../notes.ts";
import { notesHeader } from "../notes-header.ts";
import { resourceJson } from "../resource-json.ts";
import { serve } from "../serve.ts";

/** `/api/v1/traces/{traceId}`: all that is stored of a trace. */
export function traceRoute(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  serve(app, context, "trace", async ({ params, query, run, reply }): Promise<Trace | OtlpTraces> => {
    const traceId = params.traceId.toLowerCase();
    const stored = await readTraces(run, [traceId], bounds);
    if (stored.spans.length === 0 && stored.logs.length === 0)
      throw new HttpError(
        404,
        "not_found",
        `No trace "${traceId}" is stored: none of it was received, or it is older than the retention of ${retention.text}`,
      );
    const notes = notesOf(stored, bounds);
    if (query.format === "otlp") {
      notesHeader(reply, notes);
      return otlpTraces(stored.spans, stored.resources, resourceJson);
    }
    return {
      traceId,
      correlationIds: correlationIdsOf(stored),
      services: servicesOf(stored),
      spans: spansOf(stored),
      logs: stored.logs.map((row) => logJson(row, stored.resources)),
      samples: { count: 0 },
      notes,
    };
  });
}

export function spansOf({ spans, resources }: StoredTraces): Span[] {
  return spans.map((row) => spanJson(row, resources) as Span);
}

/** Names of the services that sent any of it, in order of the alphabet. */
export function servicesOf({ spans, logs }: StoredTraces): string[] {
  return [...new Set([...spans, ...logs].map(({ service }) => service))].toSorted();
}

function correlationIdsOf({ spans, logs }: StoredTraces): string[] {
  return [...new Set([...spans, ...logs].flatMap(({ correlationIds }) => correlationIds))];
}
