import { getStringFromEnv } from "@opentelemetry/core";
import { warn } from "../process/warn.ts";

const VARIABLE = "THROUGHLINE_PROFILING_INTERVAL_MS";
const DEFAULT = 10_000;

/** A shorter window costs more than what it tells, a longer one takes memory: samples are kept until its end. */
const MIN = 100;
const MAX = 600_000;

/** How long samples are gathered before they are sent, in milliseconds, of `THROUGHLINE_PROFILING_INTERVAL_MS`. */
export function profilingIntervalMillis(): number {
  const text = getStringFromEnv(VARIABLE);
  if (text === undefined) return DEFAULT;
  const millis = Number(text);
  if (Number.isInteger(millis) && millis >= MIN && millis <= MAX) return millis;
  warn(`${VARIABLE} must be a number of milliseconds from ${MIN} to ${MAX}, not "${text}"; ${DEFAULT} is used`);
  return DEFAULT;
}
