import { z } from "zod";
import { log } from "./log.ts";
import { notes } from "./note.ts";
import { span } from "./span.ts";
import { json, samples, traceId } from "./values.ts";

export const correlation = z
  .object({
    correlationId: z.string(),
    traceIds: z.array(traceId),
    services: z.array(z.string()),
    spans: z.array(span).describe("Every span of every trace that has the ID anywhere, by start time"),
    logs: z.array(log).describe("The log records of those traces, and those that carry the ID outside any trace; oldest first"),
    blocks: z.array(json).describe("Times in which the event loop of a process that took part was blocked"),
    samples,
    notes,
  })
  .meta({ id: "Correlation" });

export type Correlation = z.infer<typeof correlation>;
