import type { SpanNode } from "./forest.ts";

/** For how long a span ran while none of its children did, in nanoseconds: what of its time is its own. Children count as far as they lie in it. */
export function selfTime({ start, end, children }: SpanNode): number {
  let own = end - start;
  let covered = start;
  // By start: so each child only adds what lies behind all that was covered before.
  for (const child of children) {
    const from = Math.max(child.start, covered);
    const to = Math.min(child.end, end);
    if (to <= from) continue;
    own -= to - from;
    covered = to;
  }
  return own;
}
