import { z } from "zod";
import { block, wait } from "./block.ts";
import { attributes, nanos, spanId, unixNanos } from "./values.ts";

export const SPAN_KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
export const spanKind = z.enum(SPAN_KINDS);
export const scope = z.object({ name: z.string(), version: z.string() }).describe("Instrumentation scope: the library that made it");

export const spanEvent = z.object({ timeUnixNano: unixNanos, name: z.string(), attributes }).meta({ id: "SpanEvent" });

export const spanLink = z
  .object({ traceId: z.string(), spanId: z.string(), traceState: z.string(), attributes })
  .meta({ id: "SpanLink", description: "Hex IDs as they came; empty where the link lacks one" });

export const openState = z
  .object({
    state: z.enum(["open", "lost"]).describe("`lost`: its process said that it ends, or two reports in a row have not come"),
    reportedUnixNano: unixNanos.describe("When it was reported last"),
    nextReportNano: nanos.nullable().describe("How long after that the next report was due; null: it was the last"),
    lastWords: z.string().nullable().describe("What ended the process, such as `SIGTERM`; null: nothing that is known"),
  })
  .meta({ id: "OpenState", description: "What is known of a span that has not ended" });

export const span = z
  .object({
    traceId: z.string(),
    spanId,
    parentSpanId: z.union([spanId, z.literal("")]).describe("Empty: no parent"),
    name: z.string(),
    kind: spanKind,
    service: z.string().describe("`service.name` of its resource"),
    startTimeUnixNano: unixNanos,
    durationNano: nanos.describe("Of an open span: its age at the last report"),
    status: z.object({ code: z.enum(["unset", "ok", "error"]), message: z.string() }),
    attributes,
    resource: attributes,
    scope,
    events: z.array(spanEvent),
    links: z.array(spanLink),
    open: z
      .union([z.literal(false), openState])
      .describe("False: it has ended. Else it is known only by reports of its process that it runs, until its end arrives"),
    blocks: z.array(block).describe("Times in which it held the event loop of its process"),
    waitedFor: z
      .array(wait)
      .describe(
        "Up to ten blocks that it had to wait for, because others held the event loop of its process, or of the one that it called; the longest waiting first",
      ),
  })
  .meta({ id: "Span" });

export type Span = z.infer<typeof span>;
