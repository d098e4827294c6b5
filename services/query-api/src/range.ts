import type { Note } from "@throughline/api";
import { nanosOfMillis, parseTime, type SignalName } from "@throughline/model";
import type { TimeRange } from "@throughline/query";
import { badParameter } from "./http-error.ts";
import type { Kept } from "./kept.ts";
import { timeText } from "./time-text.ts";

export const HOUR = 3_600_000_000_000n;

export interface RangeOptions {
  /** Where the range begins if `start` is not given: this long before now, in nanoseconds; `all`: with the retention of the signals. */
  readonly fallback: bigint | "all";
  readonly retention: Kept;
  /** What the answer is made of. */
  readonly signals: readonly SignalName[];
  readonly maxNanos: bigint;
  /** How long after now an open end lies; an hour if left out, since clocks differ. */
  readonly ahead?: bigint;
}

/**
 * The range of a request, from `start` on and before `end`, and what is to be said of it. A longer range than one query may
 * cover is cut at its beginning.
 * @throws HttpError when it is empty.
 */
export function rangeOf(
  { start, end }: { start?: string | undefined; end?: string | undefined },
  options: RangeOptions,
): { range: TimeRange; notes: Note[] } {
  const now = nanosOfMillis(Date.now());
  const { retention, signals } = options;
  const horizon = retention.horizon(signals);
  const to = end === undefined ? now + (options.ahead ?? HOUR) : (parseTime(end, now) ?? now);
  const fallback = options.fallback === "all" ? horizon - HOUR : (end === undefined ? now : to) - options.fallback;
  const asked = start === undefined ? fallback : (parseTime(start, now) ?? fallback);
  const from = asked < 0n ? 0n : asked;
  if (from >= to) throw badParameter("start", `${timeText(from)} is not before the end, ${timeText(to)}`);
  const notes = start === undefined ? [] : retention.expired(from, signals);
  const { removedBefore } = retention;
  if (removedBefore !== undefined && from < removedBefore && removedBefore > horizon)
    notes.push({
      code: "removed_for_room",
      message: `Data from before ${timeText(removedBefore)} was removed because the disk would have filled`,
    });
  if (to - from <= options.maxNanos || options.fallback === "all") return { range: { from, to }, notes };
  const cut = to - options.maxNanos;
  notes.push({ code: "range_clipped", message: `The range is longer than one search may cover: it was searched from ${timeText(cut)} on` });
  return { range: { from: cut, to }, notes };
}
