import { nanosOfMillis } from "@throughline/model";
import type { TimeRange } from "@throughline/query";
import type { Context } from "../context.ts";
import { badParameter } from "../http-error.ts";
import { timeText } from "../time-text.ts";

/** Clocks differ: an open end lies this far ahead. */
const AHEAD = 3_600_000_000_000n;

/**
 * The range from `start` on and up to and including `end`, in Unix nanoseconds. A start that is not given lies `fallback` before the end; a longer
 * range than one search may cover is cut at its beginning.
 * @throws HttpError when it is empty.
 */
export function foreignRange(
  { bounds }: Context,
  { start, end, fallback }: { readonly start: bigint | undefined; readonly end: bigint | undefined; readonly fallback: bigint },
): TimeRange {
  const now = nanosOfMillis(Date.now());
  const to = end === undefined ? now + AHEAD : end + 1n;
  const asked = start ?? (end ?? now) - fallback;
  if (asked >= to) throw badParameter("start", `${timeText(asked)} is not before the end, ${timeText(to)}`);
  const from = asked < 0n ? 0n : asked;
  return { from: to - from > bounds.rangeNanos ? to - bounds.rangeNanos : from, to };
}

/** All that can be stored of spans. */
export function retained({ retention }: Context): TimeRange {
  return { from: retention.horizon(["traces"]) - AHEAD, to: nanosOfMillis(Date.now()) + AHEAD };
}
