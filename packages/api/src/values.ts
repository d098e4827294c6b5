import { z } from "zod";

/** Pieces that several shapes share. */

export const traceId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .describe("32 lowercase hex digits");
export const spanId = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .describe("16 lowercase hex digits");
export const nanos = z
  .string()
  .regex(/^-?\d+$/)
  .describe("Nanoseconds as a decimal string");
export const unixNanos = z.string().regex(/^\d+$/).describe("Nanoseconds since the Unix epoch, as a decimal string");
export const count = z.number().int().nonnegative();

/** Any JSON value. */
export const json = z.unknown();

export const attributes = z
  .record(z.string(), json)
  .describe(
    "Plain JSON. An int64 beyond 2^53 is a decimal string, bytes are base64, NaN and the infinities are strings, arrays and lists of key and value are JSON arrays and objects. `?format=otlp` has the exact types",
  );

export const samples = z.object({ count }).describe("Stack samples that belong to it");
