import { z } from "zod";
import { block } from "./block.ts";
import { log } from "./log.ts";
import { notes } from "./note.ts";
import { span } from "./span.ts";
import { count, nanos, samples, traceId, unixNanos } from "./values.ts";

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

export const traceSummary = z
  .object({
    traceId,
    rootService: z.string().nullable().describe("Null: no span without a parent is known"),
    rootName: z.string().nullable(),
    startTimeUnixNano: unixNanos,
    durationNano: nanos.describe("From the start of the first span to the end of the last"),
    spanCount: count.describe("Of ended spans; while the root has not ended, of open ones, too"),
    errorCount: count.describe("Spans whose status is error"),
    services: z.array(z.string()),
  })
  .meta({ id: "TraceSummary" });

export type TraceSummary = z.infer<typeof traceSummary>;

export const traceList = z
  .object({ traces: z.array(traceSummary), next: z.string().nullable().describe("Cursor of the next page; null: there is none"), notes })
  .meta({ id: "TraceList" });
export type TraceList = z.infer<typeof traceList>;
