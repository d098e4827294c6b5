import { type Action, isOpen, type Part } from "./action.ts";
import type { Hop } from "./hops.ts";
import { type Stretch, union } from "../time/stretches.ts";

/** A time in which no span ran. */
export interface Gap extends Stretch {
  /** What ended last before it. */
  readonly after: Part;
  /** What began next. */
  readonly before: Part;
  /** The work that waited meanwhile, if it is known. */
  readonly hop: Hop | undefined;
}

/** Nanoseconds: between two spans of one request there are always some without any. */
const SHORTEST = 1_000_000;

/** By time. */
export function gapsOf({ parts }: Pick<Action, "parts">, hops: readonly Hop[]): Gap[] {
  const covered = union(parts.map((part) => ({ from: part.from, to: isOpen(part) ? Infinity : part.to })));
  const byEnd = parts.toSorted((a, b) => a.to - b.to);
  return covered.slice(1).flatMap(({ from: to }, at) => {
    const from = covered[at]?.to ?? 0;
    const before = parts.find((part) => part.from === to);
    const after = byEnd.findLast((part) => part.to <= from);
    if (to - from < SHORTEST || !before || !after) return [];
    return [
      {
        from,
        to,
        after,
        before,
        hop: hops.find((hop) => hop.from.to <= to && hop.to.from >= to && hop.to.span.traceId === before.span.traceId),
      },
    ];
  });
}
