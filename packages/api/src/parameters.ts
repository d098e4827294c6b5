import { CORRELATION_ID_FORMAT, DURATION_FORMAT, isCorrelationId, parseDuration, parseTime, TIME_FORMAT } from "@throughline/model";
import { z } from "zod";
import { SPAN_KINDS } from "./span.ts";

/** Parameters of the paths: each says in its error what is accepted. */

/** Most items that one page may hold. */
export const MAX_LIMIT = 1000;

const time = z
  .string()
  .refine((text) => parseTime(text, 2n ** 62n) !== undefined, { error: `accepted is ${TIME_FORMAT}` })
  .meta({ examples: ["-1h", "2026-01-31T12:00:00Z", "1795000000000"] });

export const start = time.optional().describe(`From this time on. ${TIME_FORMAT}`);
export const end = time.optional().describe(`Before this time; left out: now. ${TIME_FORMAT}`);

/** A whole number from `least` to `MAX_LIMIT`; in a URL it is text. */
export function limit(fallback: number, least: 0 | 1 = 1) {
  const error = `accepted is a whole number from ${least} to ${MAX_LIMIT}`;
  return z.coerce
    .number<number | string>({ error })
    .int({ error })
    .min(least, { error })
    .max(MAX_LIMIT, { error })
    .default(fallback)
    .meta({ description: `Most items of one answer, up to ${MAX_LIMIT}`, examples: [fallback] });
}

/** Most spans of a set that a search gives. */
const MAX_SPANS_PER_SET = 100;
const SPANS_PER_SET = `accepted is a whole number from 0 to ${MAX_SPANS_PER_SET}`;

export const spansPerSet = z.coerce
  .number<number | string>({ error: SPANS_PER_SET })
  .int({ error: SPANS_PER_SET })
  .min(0, { error: SPANS_PER_SET })
  .max(MAX_SPANS_PER_SET, { error: SPANS_PER_SET })
  .default(0)
  .meta({ description: "How many of the spans that match are given of each set; 0: no sets are given", examples: [3] });

/** `id` of a log record: a time in Unix nanoseconds and what tells records of that time apart. */
export const logIdParameter = z
  .string()
  .regex(/^\d{1,19}\.\d{1,20}$/, { error: "accepted is the id of a log record, as a search gives it" })
  .meta({ description: "`id` of the record", examples: ["1795653559521000000.1273040344971528906"] });

export const format = z
  .enum(["json", "otlp"], { error: "accepted are json and otlp" })
  .default("json")
  .describe("`otlp`: the exact OTLP/JSON that came in, types and all");

export const cursor = z.string().min(1).max(200).describe("`next` of the page before; left out: the first page").optional();

const HEX_32 = /^[0-9a-f]{32}$/i;
export const traceIdParameter = z
  .string()
  .refine((text) => HEX_32.test(text) && !/^0+$/.test(text), { error: "accepted are 32 hex digits that are not all zero" })
  .meta({ description: "32 hex digits; uppercase is accepted, too", examples: ["4bf92f3577b34da6a3ce929d0e0e4736"] });

export const correlationIdParameter = z
  .string()
  .refine(isCorrelationId, { error: `accepted are ${CORRELATION_ID_FORMAT}` })
  .meta({
    description: `Percent-encoded in a path. ${CORRELATION_ID_FORMAT}`,
    examples: ["0190b3f2-7f1a-7c3e-8a77-2f6d8a1b9c01"],
  });

export const serviceParameter = z
  .string({ error: "the name of a service is needed" })
  .min(1, { error: "the name of a service is needed" })
  .max(1000, { error: "at most 1000 characters are accepted" })
  .meta({ description: "Name of a service: `service.name` of its resource", examples: ["cart"] });

const HEX_16 = /^[0-9a-f]{16}$/i;
export const spanIdParameter = z
  .string()
  .refine((text) => HEX_16.test(text) && !/^0+$/.test(text), { error: "accepted are 16 hex digits that are not all zero" })
  .meta({ description: "16 hex digits; uppercase is accepted, too", examples: ["00f067aa0ba902b7"] });

export const flag = z.enum(["true", "false"], { error: "accepted are true and false" });

/** Short text that is compared as it is. */
export const wordParameter = z.string().min(1, { error: "text is needed" }).max(200, { error: "at most 200 characters are accepted" });

export const operationParameter = z
  .string()
  .min(1, { error: "the name of an operation is needed" })
  .max(1000, { error: "at most 1000 characters are accepted" })
  .meta({ description: "Name of an operation: that of its spans", examples: ["GET /cart/{id}"] });

const KIND_NAMES: ReadonlySet<string> = new Set(SPAN_KINDS);
export const kinds = z
  .string()
  .refine((text) => text.split(",").every((kind) => KIND_NAMES.has(kind)), {
    error: `accepted are ${SPAN_KINDS.join(", ")}, or several of them with commas between`,
  })
  .meta({
    description: "Spans of this kind only, or of several with commas between: `server,consumer` is what a service was asked for",
    examples: ["server", "server,consumer"],
  });

const WHOLE_SECONDS = /^\d{1,9}$/;
const stepText = z
  .string()
  .meta({ examples: ["5m", "60"] })
  .transform((text) => parseDuration(WHOLE_SECONDS.test(text) ? `${text}s` : text) ?? 0n)
  .refine((nanos) => nanos > 0n, { error: `accepted is ${DURATION_FORMAT}, or seconds` });

export const step = stepText.describe(
  `${DURATION_FORMAT}, or seconds; rounded up to a unit that people use, a minute at least. Left out: what gives up to 120 points`,
);

export const metricsStep = stepText.describe(
  `${DURATION_FORMAT}, or seconds. Left out: what gives about 240 points, in whole hours, five minutes, minutes, 15, 5 or single seconds`,
);
