import { z } from "zod";

export const errorBody = z
  .object({
    error: z.object({
      code: z.string().describe("For scripts: `bad_request`, `unauthorized`, `not_found`, …"),
      message: z.string().describe("What is wrong, and what is accepted"),
    }),
  })
  .meta({ id: "Error" });
export type ErrorBody = z.infer<typeof errorBody>;

export const health = z.object({ status: z.literal("ok"), service: z.literal("throughline-query-api") }).meta({ id: "Health" });
export type Health = z.infer<typeof health>;

export const readiness = z
  .object({
    ready: z.boolean(),
    parts: z
      .record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() }))
      .describe("Every part by its name, such as `clickhouse`"),
  })
  .meta({ id: "Readiness" });
export type Readiness = z.infer<typeof readiness>;
