import { z } from "zod";
import { notes } from "./note.ts";
import { count, nanos, unixNanos } from "./values.ts";

const counts = {
  total: count,
  unset: count.describe("Records that say nothing of their severity"),
  trace: count,
  debug: count,
  info: count,
  warn: count,
  error: count,
  fatal: count,
};

export const logHistogram = z
  .object({
    stepNano: nanos.describe("Length of a step. Steps begin at multiples of it"),
    ...counts,
    points: z
      .array(z.object({ timeUnixNano: unixNanos.describe("When the step begins"), ...counts }).meta({ id: "LogHistogramPoint" }))
      .describe(
        "Oldest first; a step without records is there, too. The first and the last may reach beyond the range, what they count does not",
      ),
    notes,
  })
  .meta({ id: "LogHistogram" });
export type LogHistogram = z.infer<typeof logHistogram>;
