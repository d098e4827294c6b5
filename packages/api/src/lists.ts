import { z } from "zod";
import { log } from "./log.ts";
import { notes } from "./note.ts";
import { spanKind } from "./span.ts";
import { count } from "./values.ts";

export const serviceList = z
  .object({
    services: z
      .array(z.object({ name: z.string(), calls: count.describe("Spans"), errors: count.describe("Spans whose status is error") }))
      .describe("By name. A service that only logs has no calls"),
    notes,
  })
  .meta({ id: "ServiceList" });
export type ServiceList = z.infer<typeof serviceList>;

export const operationList = z
  .object({
    operations: z.array(z.object({ name: z.string(), kind: spanKind, calls: count, errors: count })).describe("By calls, most first"),
    notes,
  })
  .meta({ id: "OperationList" });
export type OperationList = z.infer<typeof operationList>;

export const logList = z
  .object({
    logs: z.array(log).describe("Newest first, unless order is oldest"),
    next: z.string().nullable().describe("Cursor of the next page; null: there is none"),
    notes,
  })
  .meta({ id: "LogList" });
export type LogList = z.infer<typeof logList>;
