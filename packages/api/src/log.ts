import { z } from "zod";
import { attributes, json, unixNanos } from "./values.ts";

export const log = z
  .object({
    id: z.string().describe("Names this very record, for /api/v1/logs/context"),
    timeUnixNano: unixNanos.describe("When it happened; where the record does not say, when it was observed"),
    severityNumber: z
      .number()
      .int()
      .min(0)
      .max(255)
      .describe("1–4 trace, 5–8 debug, 9–12 info, 13–16 warn, 17–20 error, 21–24 fatal, 0 not given"),
    severityText: z.string(),
    body: json.describe("Most often a string; null if it has none"),
    service: z.string(),
    traceId: z.string().describe("Empty: outside any trace"),
    spanId: z.string().describe("Empty: outside any span"),
    correlationId: z.string().describe("Empty: none; the first, if it has several"),
    eventName: z.string(),
    attributes,
    resource: attributes,
  })
  .meta({ id: "Log" });

export type Log = z.infer<typeof log>;
