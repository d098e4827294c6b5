import { z } from "zod";
import { notes } from "./note.ts";
import { json, nanos, spanId, traceId, unixNanos } from "./values.ts";

export const metricsSeries = z
  .object({
    labels: z
      .array(
        z.object({
          key: z
            .string()
            .describe(
              "A field as the query writes it, such as resource.service.name; or p (quantile), __bucket (upper bound), __name__ (function, where nothing else tells), __meta_type, __meta_error (of compare)",
            ),
          value: json.describe("As attributes are. Null: the spans do not have the field"),
        }),
      )
      .describe("What the spans of the series have in common"),
    points: z
      .array(z.object({ timeUnixNano: unixNanos.describe("Where the step ends"), value: z.number().describe("Durations are seconds") }))
      .describe("In order; a step without a value is not there"),
    exemplars: z
      .array(z.object({ traceId, spanId, timeUnixNano: unixNanos.describe("When the span began"), value: z.number() }))
      .describe("Spans that the values were made of, one of a step at most"),
  })
  .meta({ id: "MetricsSeries" });

export const metricsResult = z
  .object({
    stepNano: nanos.describe("Length of a step. A point is of spans that began after the end of the step before, up to its own"),
    series: z.array(metricsSeries),
    notes,
  })
  .meta({ id: "MetricsResult" });

export type MetricsResult = z.infer<typeof metricsResult>;
