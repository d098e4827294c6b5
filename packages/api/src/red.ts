import { z } from "zod";
import { notes } from "./note.ts";
import { spanKind } from "./span.ts";
import { count, nanos, unixNanos } from "./values.ts";

const percentile = nanos.nullable();

/** Calls, errors and percentiles: of a service, an operation, a step, an edge. */
export const redNumbers = {
  calls: count,
  errors: count.describe("Of the calls, those that failed"),
  p50Nano: percentile.describe("Median of the durations, off by 2.2 % at most. Null: no duration is known"),
  p95Nano: percentile,
  p99Nano: percentile,
};

export const redPoint = z
  .object({ timeUnixNano: unixNanos.describe("When the step begins"), ...redNumbers })
  .meta({ id: "RedPoint", description: "One step; a step without calls is there, too" });

const totals = { ...redNumbers, points: z.array(redPoint) };

export const red = z
  .object({
    stepSeconds: z.number().int().positive().describe("Length of a step. Steps begin at multiples of it; calls divided by it are the rate"),
    total: z.object(totals).meta({ id: "RedTotal", description: "All that is selected, over the range and in each step" }),
    series: z
      .array(
        z
          .object({
            service: z.string(),
            operation: z.string().nullable().describe("Null: the whole service"),
            kind: spanKind.nullable().describe("Kind of the operation's spans. Null: the whole service"),
            ...totals,
          })
          .meta({ id: "RedSeries" }),
      )
      .describe("The most called first: one for each service, or where a service is given for each of its operations"),
    notes,
  })
  .meta({ id: "Red" });

export type Red = z.infer<typeof red>;
