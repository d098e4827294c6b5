import type { HrTime } from "@opentelemetry/api";

let lastMillis = 0;
let sequence = 0;

/**
 * The time of a log record. The clock has milliseconds; the microseconds below them count the records within one
 * millisecond, so that those of a process keep their order.
 */
export function logTime(now: number = Date.now()): { date: Date; timestamp: HrTime } {
  sequence = now === lastMillis ? Math.min(sequence + 1, 999) : 0;
  lastMillis = now;
  return { date: new Date(now), timestamp: [Math.floor(now / 1000), (now % 1000) * 1_000_000 + sequence * 1000] };
}
