import { z } from "zod";
import { nanos, spanId, traceId, unixNanos } from "./values.ts";

export const victim = z
  .object({
    traceId,
    spanId,
    name: z.string(),
    service: z.string(),
    waitedNano: nanos.describe("For how much of the block the span ran"),
  })
  .meta({ id: "Victim" });

export const block = z
  .object({
    blockId: z.string(),
    traceId: z.string().describe("Of the span that held the thread; empty: it held it outside any span"),
    spanId: z.string(),
    service: z.string(),
    startTimeUnixNano: unixNanos,
    durationNano: nanos.describe("So far, while it is ongoing"),
    collectedNano: nanos.describe("How much of it was garbage collection; 0: none, or not known"),
    ongoing: z.boolean().describe("Whether it had not ended at its last report"),
    stacks: z.array(z.string()).describe("Up to five, of what held the thread; one frame a line, innermost first"),
    function: z.string().nullable().describe("Of the innermost frame of the app's own code; null: not known"),
    file: z.string().nullable(),
    line: z.number().int().nullable(),
    victims: z
      .array(victim)
      .describe(
        "Spans of the same process that waited meanwhile, up to a hundred, the longest waiting first; the holder and those around it are none",
      ),
  })
  .meta({ id: "Block", description: "A time in which one piece of code held the event loop of a process" });

export type Block = z.infer<typeof block>;

export const wait = z
  .object({
    blockId: z.string(),
    traceId: z.string().describe("Of the span that held the thread; empty: none did"),
    spanId: z.string(),
    startTimeUnixNano: unixNanos.describe("Of the block"),
    durationNano: nanos.describe("Of the block"),
    waitedNano: nanos.describe("For how much of the block the span ran; of a call, for how much it was not worked on"),
    inCallee: z.boolean().describe("Whether it was the process that the span called which was blocked, not its own"),
    service: z.string().describe("Of the process that was blocked"),
    function: z.string().nullable().describe("What held it, as of the block"),
    file: z.string().nullable(),
    line: z.number().int().nullable(),
  })
  .meta({ id: "Wait", description: "A block that a span had to wait for" });

export type Wait = z.infer<typeof wait>;
