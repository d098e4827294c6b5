/** 99 Hz: what runs a hundred times a second does not keep step with it. */
const MICROS = 1_000_000 / 99;
/** How much the interval differs from one process to the next, as a share, so that copies of a service are not sampled in step. */
const SPREAD = 0.03;

/** A sampling interval for this thread, in microseconds. */
export function samplingMicros(): number {
  return Math.round(MICROS * (1 - SPREAD + 2 * SPREAD * Math.random()));
}
