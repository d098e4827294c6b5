import { Readable } from "node:stream";
import { type OtlpTraces, type Span, type Trace } from "@throughline/api";
import { nanosOfMillis } from "@throughline/model";
import { blockJson, eachSpanJson, logJson, otlpTraces, readTraces, spansJson, type StoredTraces } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { HttpError } from "../http-error.ts";
import { jsonParts } from "../json-parts.ts";
import { notesOf } from "../notes.ts";
import { notesHeader } from "../notes-header.ts";
import { resourceJson } from "../resource-json.ts";
import { serve } from "../serve.ts";
import { withoutExpired } from "../without-expired.ts";

/** Spans up to which a trace is written at once. */
const AT_ONCE = 2_000;

/** `/api/v1/traces/{traceId}`: all that is stored of a trace. */
export function traceRoute(app: FastifyInstance, context: Context): void {
  const { retention, shards } = context;
  const bounds = { ...context.bounds, spans: context.bounds.traceSpans };
  serve(app, context, "trace", async ({ params, query, run, reply }): Promise<Trace | OtlpTraces | Readable> => {
    const traceId = params.traceId.toLowerCase();
    const now = nanosOfMillis(Date.now());
    const stored = withoutExpired(await readTraces(run, [traceId], bounds), retention, now);
    if (isEmpty(stored))
      throw new HttpError(
        404,
        "not_found",
        `No trace "${traceId}" is stored: none of it was received, or it is older than the retention of ${retention.text()}`,
      );
    const notes = notesOf(stored, { bounds, retention }, now);
    if (query.format === "otlp") {
      notesHeader(reply, notes);
      return otlpTraces(stored.spans, stored.resources, resourceJson);
    }
    const trace = {
      traceId,
      correlationIds: correlationIdsOf(stored),
      services: servicesOf(stored),
      spans: eachSpanJson(stored, now),
      logs: stored.logs.map((row) => logJson(row, stored.resources)),
      blocks: stored.blocks.blocks.map(blockJson),
      samples: { count: stored.samples },
      notes,
    };
    if (stored.spans.length <= AT_ONCE) return { ...trace, spans: [...trace.spans] as Span[] };
    reply.type("application/json; charset=utf-8");
    if (shards && run.isPartial?.()) notes.push(await shards.note()); // nobody can add it to a stream
    return Readable.from(jsonParts(trace));
  });
}

function isEmpty({ spans, openSpans, logs, blocks }: StoredTraces): boolean {
  return spans.length === 0 && openSpans.length === 0 && logs.length === 0 && blocks.blocks.length === 0;
}

/** All spans, ended and open. `now` in Unix nanoseconds. */
export function spansOf(stored: StoredTraces, now: bigint): Span[] {
  return spansJson(stored, now) as Span[];
}

/** Names of the services that sent any of it, in order of the alphabet. */
export function servicesOf(stored: StoredTraces): string[] {
  return [...new Set([...rowsOf(stored), ...stored.blocks.blocks].map(({ service }) => service))].toSorted();
}

function correlationIdsOf(stored: StoredTraces): string[] {
  return [...new Set(rowsOf(stored).flatMap(({ correlationIds }) => correlationIds))];
}

function rowsOf({ spans, openSpans, logs }: StoredTraces) {
  return [...spans, ...openSpans, ...logs];
}
