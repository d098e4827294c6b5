import { z } from "zod";
import { notes } from "./note.ts";
import { count } from "./values.ts";

/** Where an attribute may be; `intrinsic`: what TraceQL knows of a span without attributes. */
export const ATTRIBUTE_SCOPES = ["span", "resource", "event", "link", "instrumentation", "intrinsic", "log"] as const;

const scope = z.enum(ATTRIBUTE_SCOPES);

export const attributeList = z
  .object({
    attributes: z
      .array(
        z.object({
          scope,
          key: z.string(),
          types: z.array(z.string()).describe("string, int, float, bool, array, kvlist, bytes; for an intrinsic that of TraceQL"),
          count: count.describe("Spans, log records or, for a resource's, resources that were seen to have it; 0 for intrinsics"),
        }),
      )
      .describe("By scope, the most frequent first"),
    notes,
  })
  .meta({ id: "AttributeList" });
export type AttributeList = z.infer<typeof attributeList>;

export const attributeValueList = z
  .object({
    values: z
      .array(
        z.object({
          value: z.string().describe("Its text"),
          type: z.string().describe("string, int, float or bool; keyword: one of the few words that an intrinsic can be"),
          count: count.describe("Spans, log records or, for a resource's, resources that were seen to have it"),
        }),
      )
      .describe("The most frequent first. Arrays and lists are not among them"),
    notes,
  })
  .meta({ id: "AttributeValueList" });
export type AttributeValueList = z.infer<typeof attributeValueList>;
