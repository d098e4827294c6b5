import { z } from "zod";
import { log } from "./log.ts";
import { notes } from "./note.ts";

export const logContext = z
  .object({
    log: log.describe("The record itself"),
    before: z.array(log).describe("Those next before it, oldest first"),
    after: z.array(log).describe("Those next after it, oldest first"),
    notes,
  })
  .meta({ id: "LogContext" });
export type LogContext = z.infer<typeof logContext>;
