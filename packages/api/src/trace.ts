import { z } from "zod";
import { block } from "./block.ts";
import { log } from "./log.ts";
import { notes } from "./note.ts";
import { span } from "./span.ts";
import { count, json, nanos, samples, spanId, traceId, unixNanos } from "./values.ts";

export const trace = z
  .object({
    traceId,
    correlationIds: z.array(z.string()),
    services: z.array(z.string()),
    spans: z.array(span).describe("By start time"),
    logs: z.array(log).describe("By time, oldest first"),
    blocks: z.array(block).describe("Times in which one of the spans held the event loop of its process, or waited for it; by time"),
    samples,
    notes,
  })
  .meta({ id: "Trace" });

export type Trace = z.infer<typeof trace>;

const field = json.describe("Plain JSON, as attributes are; a status or kind is its name, a duration its nanoseconds");

export const spanset = z
  .object({
    matched: count.describe("Spans of the set"),
    groups: z.record(z.string(), field).describe("What `by()` grouped them by; null: they have no such value"),
    spans: z
      .array(
        z.object({
          spanId,
          name: z.string(),
          service: z.string(),
          startTimeUnixNano: unixNanos,
          durationNano: nanos,
          fields: z.record(z.string(), field).describe("Those fields that the query names and the span has"),
        }),
      )
      .describe("By start; as many as `spansPerSet` says"),
  })
  .meta({ id: "Spanset", description: "Spans of one trace that the query finds together: one set, or one for each group of `by()`" });
export type Spanset = z.infer<typeof spanset>;

export const traceSummary = z
  .object({
    traceId,
    rootService: z.string().nullable().describe("Null: no span without a parent is known"),
    rootName: z.string().nullable(),
    startTimeUnixNano: unixNanos,
    durationNano: nanos.describe("From the start of the first span to the end of the last"),
    spanCount: count.describe("Of ended spans; while the root has not ended, of open ones, too"),
    errorCount: count.describe("Spans whose status is error"),
    openCount: count.describe("Spans that have not ended, as of their last reports"),
    services: z.array(z.string()),
    spansets: z.array(spanset).optional().describe("The spans that match, where `spansPerSet` asks for them; at most 100 sets"),
  })
  .meta({ id: "TraceSummary" });

export type TraceSummary = z.infer<typeof traceSummary>;

export const traceList = z
  .object({ traces: z.array(traceSummary), next: z.string().nullable().describe("Cursor of the next page; null: there is none"), notes })
  .meta({ id: "TraceList" });
export type TraceList = z.infer<typeof traceList>;
