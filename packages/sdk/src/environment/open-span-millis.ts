import { getStringFromEnv } from "@opentelemetry/core";
import { warn } from "../process/warn.ts";

const VARIABLE = "THROUGHLINE_OPEN_SPAN_MS";
const DEFAULT = 5000;

/** The longest that a timer can wait. */
const MAX = 2 ** 31 - 1;

/** The age in milliseconds at which a running span is reported first, of `THROUGHLINE_OPEN_SPAN_MS`; 0: never. */
export function openSpanMillis(): number {
  const text = getStringFromEnv(VARIABLE);
  if (text === undefined) return DEFAULT;
  const millis = Number(text);
  if (Number.isInteger(millis) && millis >= 0 && millis <= MAX) return millis;
  warn(`${VARIABLE} must be a number of milliseconds from 0 to ${MAX}, not "${text}"; ${DEFAULT} is used`);
  return DEFAULT;
}
