import type { SpanNode } from "./forest.ts";

/** What clocks of one machine may differ by without a word: many tell no more than milliseconds. */
const TOLERANCE = 1_000_000;

/**
 * Why the clock of a span's process seems to differ from its parent's; undefined if it does not. Times are shown as they came: no one
 * knows which clock was wrong.
 *
 * A child cannot begin before what called it. That it ends later is no sign by itself: asynchronous work outlasts what began it, and so does a
 * server whose client gave up, or one that tidies up when its answer is out. It is one where a server took no longer than the client that had its
 * answer, and yet lies for the most part after it.
 */
export function clockSkew({ span, start, end, parent }: SpanNode): string | undefined {
  if (!parent) return undefined;
  if (start < parent.start - TOLERANCE) return "begins before its parent: the clocks of the two seem to differ";
  if (span.kind !== "server" || parent.span.kind !== "client" || span.open || parent.span.open || parent.span.status.code === "error")
    return undefined;
  const took = end - start;
  if (end > parent.end + Math.max(TOLERANCE, took / 2) && took <= parent.end - parent.start)
    return "ends after the call that waited for it, though it took no longer: the clocks of the two seem to differ";
  return undefined;
}
