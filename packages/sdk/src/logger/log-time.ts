import type { HrTime } from "@opentelemetry/api";

let lastMillis = 0;
let sequence = 0;
let lastText = "";
let lastTextMillis = -1;

/**
 * The time of a log record. The clock has milliseconds; the microseconds below them count the records within one
 * millisecond, so that those of a process keep their order.
 */
export function logTime(now: number = Date.now()): HrTime {
  sequence = now === lastMillis ? Math.min(sequence + 1, 999) : 0;
  lastMillis = now;
  return [Math.floor(now / 1000), (now % 1000) * 1_000_000 + sequence * 1000];
}

/** The time of a log record as its line has it: RFC 3339 with milliseconds, UTC. */
export function timeText([seconds, nanos]: HrTime): string {
  const millis = seconds * 1000 + Math.floor(nanos / 1_000_000);
  if (millis === lastTextMillis) return lastText;
  lastTextMillis = millis;
  return (lastText = new Date(millis).toISOString());
}
