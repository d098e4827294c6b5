import { z } from "zod";
import { block } from "./block.ts";
import { log } from "./log.ts";
import { notes } from "./note.ts";
import { span } from "./span.ts";
import { samples, traceId } from "./values.ts";

export const correlation = z
  .object({
    correlationId: z.string(),
    traceIds: z.array(traceId),
    services: z.array(z.string()),
    spans: z.array(span).describe("Every span of every trace that has the ID anywhere, by start time"),
    logs: z.array(log).describe("The log records of those traces, and those that carry the ID outside any trace; oldest first"),
    blocks: z.array(block).describe("Times in which one of the spans held the event loop of its process, or waited for it; by time"),
    samples,
    notes,
  })
  .meta({ id: "Correlation" });

export type Correlation = z.infer<typeof correlation>;
