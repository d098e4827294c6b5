import type { HrTime } from "@opentelemetry/api";

/** How far the monotonic clock may run from the system's, in milliseconds, before it is set again. The system's has whole milliseconds. */
const TOLERANCE = 2;

let offset = performance.timeOrigin;

/**
 * Nanoseconds since the Unix epoch, as seconds and the rest: from the monotonic clock, so that what follows one another in a process has
 * times in that order and below the millisecond, and set to the system's clock when that was set or the machine slept.
 *
 * @param now a value of `performance.now()`
 */
export function epochTime(now: number): HrTime {
  const drift = Date.now() - (now + offset);
  if (drift > TOLERANCE || drift < -TOLERANCE) offset += drift;
  const millis = now + offset;
  const seconds = Math.floor(millis / 1000);
  return [seconds, Math.floor((millis - seconds * 1000) * 1e6)];
}
