import { durationText, nanosOfMillis, parseDuration, parseTime } from "@throughline/model";
import { dateTimeText } from "./time-text.ts";
import type { Zone } from "./zone.ts";

/** A range of time as the URL and the query API write it: `-1h`, or Unix nanoseconds. No end: now. */
export interface Range {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

/** Unix nanoseconds. */
export interface Interval {
  readonly from: bigint;
  readonly to: bigint;
}

/** What is shown where the URL says nothing; the query API's own default. */
export const DEFAULT_START = "-1h";

/** What the picker offers. */
export const RELATIVE_STARTS = ["-5m", "-15m", "-1h", "-6h", "-24h", "-3d", "-7d"] as const;

export function nowNanos(): bigint {
  return nanosOfMillis(Date.now());
}

/** What the range means at `now`; where the URL cannot be read, the default. */
export function intervalOf({ start = DEFAULT_START, end = "now" }: Range, now: bigint): Interval {
  const from = parseTime(start, now);
  const to = parseTime(end, now);
  if (from === undefined || to === undefined || from >= to) return { from: now - 3_600_000_000_000n, to: now };
  return { from, to };
}

/** A range that stays where it is: what brushing gives. */
export function absolute({ from, to }: Interval): { start: string; end: string } {
  return { start: String(from), end: String(to) };
}

/** Whether it moves on with the clock. */
export function isRelative({ start = DEFAULT_START, end }: Range): boolean {
  return end === undefined && start.startsWith("-");
}

/** The range for people: `last 6 h`, or both ends with their zone. */
export function rangeText(range: Range, zone: Zone, now: bigint): string {
  const { start = DEFAULT_START } = range;
  const length = isRelative(range) ? parseDuration(start.slice(1)) : undefined;
  if (length !== undefined) return `last ${lengthText(length)}`;
  const { from, to } = intervalOf(range, now);
  return `${dateTimeText(from, zone)} – ${range.end === undefined ? "now" : dateTimeText(to, zone)}`;
}

/** A length in whole units: `15 min`, `3 d`. */
export function lengthText(nanos: bigint): string {
  const DAY = 86_400_000_000_000n;
  const HOUR = 3_600_000_000_000n;
  const MINUTE = 60_000_000_000n;
  if (nanos > DAY && nanos % DAY === 0n) return `${nanos / DAY} d`;
  if (nanos >= HOUR && nanos % HOUR === 0n) return `${nanos / HOUR} h`;
  if (nanos >= MINUTE && nanos % MINUTE === 0n) return `${nanos / MINUTE} min`;
  return durationText(nanos);
}
