import { DEFAULT_START, intervalOf, nowNanos } from "../time/range.ts";

const AROUND = 1_800_000_000_000n;

/** The range of time in which more like what is looked at is looked for: the usual one where it lies in it, else half an hour around it. */
export function rangeAround(from: bigint, duration: number, now = nowNanos()): { start: string; end?: string } {
  const usual = intervalOf({}, now);
  if (from >= usual.from && from <= usual.to) return { start: DEFAULT_START };
  return { start: String(from - AROUND), end: String(from + BigInt(Math.ceil(duration)) + AROUND) };
}
