import { intervalOf, type Range } from "../time/range.ts";

const OFFERED = ["-6h", "-24h", "-7d"] as const;

/** Ranges up to now that reach further back, to look for what was not found in this one. */
export function widerStarts(range: Range, now: bigint): readonly string[] {
  const { from } = intervalOf(range, now);
  return OFFERED.filter((start) => intervalOf({ start }, now).from < from);
}
