import { uncovered } from "../time/stretches.ts";
import type { SpanNode } from "./forest.ts";

/** For how long a span ran while none of its children did, in nanoseconds: what of its time is its own. */
export function selfTime({ start, end, children }: SpanNode): number {
  return uncovered(
    { from: start, to: end },
    children.map((child) => ({ from: child.start, to: child.end })),
  );
}
