import { z } from "zod";
import { attributes, nanos, spanId, unixNanos } from "./values.ts";

export const SPAN_KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
export const spanKind = z.enum(SPAN_KINDS);
export const scope = z.object({ name: z.string(), version: z.string() }).describe("Instrumentation scope: the library that made it");

export const spanEvent = z.object({ timeUnixNano: unixNanos, name: z.string(), attributes }).meta({ id: "SpanEvent" });

export const spanLink = z
  .object({ traceId: z.string(), spanId: z.string(), traceState: z.string(), attributes })
  .meta({ id: "SpanLink", description: "Hex IDs as they came; empty where the link lacks one" });

export const span = z
  .object({
    traceId: z.string(),
    spanId,
    parentSpanId: z.union([spanId, z.literal("")]).describe("Empty: no parent"),
    name: z.string(),
    kind: spanKind,
    service: z.string().describe("`service.name` of its resource"),
    startTimeUnixNano: unixNanos,
    durationNano: nanos,
    status: z.object({ code: z.enum(["unset", "ok", "error"]), message: z.string() }),
    attributes,
    resource: attributes,
    scope,
    events: z.array(spanEvent),
    links: z.array(spanLink),
    open: z.boolean().describe("Whether it has not ended yet"),
  })
  .meta({ id: "Span" });

export type Span = z.infer<typeof span>;
