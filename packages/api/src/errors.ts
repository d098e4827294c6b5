import { z } from "zod";
import { notes } from "./note.ts";
import { count, nanos, unixNanos } from "./values.ts";

/** In which order groups of errors are given. */
export const ERROR_ORDERS = ["first", "last", "count"] as const;

export const errorOccurrence = z
  .object({
    timeUnixNano: unixNanos.describe("Of the log record, of the span's exception, or when the span ended"),
    traceId: z.string().describe("Empty: outside any trace"),
    spanId: z.string().describe("Empty: outside any span"),
    correlationId: z.string().describe("Empty: none"),
    message: z.string().describe("As it was sent; cut where it is very long"),
  })
  .meta({ id: "ErrorOccurrence", description: "One error of a group" });

export const errorGroup = z
  .object({
    service: z.string(),
    type: z.string().nullable().describe("`exception.type`; null: only a message is known"),
    message: z.string().describe("What varies is masked: `<n>` for numbers, `<id>`, `<email>`, and `<text>` where much is quoted"),
    operation: z.string().nullable().describe("Name of the spans, of errors that have no type and no log record"),
    frame: z
      .object({
        function: z.string(),
        file: z.string(),
        line: z.number().int().nullable(),
        column: z.number().int().nullable(),
      })
      .nullable()
      .describe("Innermost frame of the app's own code, of the last; null: there is no stack trace, or none of it is the app's"),
    count: count.describe("The greater of the next two: an error that is logged and recorded on its span is one"),
    records: count.describe("Log records"),
    spans: count.describe("Spans that recorded it, or say it in their status"),
    counts: z.array(count).describe("The same in each step"),
    isNew: z
      .boolean()
      .nullable()
      .describe("Whether none was in the time before the range, as long as that; null: not known, or the service sent no spans then"),
    first: errorOccurrence,
    last: errorOccurrence,
    logQuery: z.string().nullable().describe("Finds its log records, as `q` of /api/v1/logs; null: it has none"),
    traceQuery: z.string().nullable().describe("Finds its traces, as `q` of /api/v1/traces; null: it has no spans"),
  })
  .meta({ id: "ErrorGroup", description: "Errors of one service, type and message that were thrown in one place" });
export type ErrorGroup = z.infer<typeof errorGroup>;

export const errorList = z
  .object({
    stepNano: nanos.describe("Length of a step"),
    steps: z.array(unixNanos).describe("When each step begins, oldest first, at multiples of its length"),
    total: count.describe("How many groups there are in all"),
    errors: z.array(errorGroup),
    notes,
  })
  .meta({ id: "ErrorList" });
export type ErrorList = z.infer<typeof errorList>;
