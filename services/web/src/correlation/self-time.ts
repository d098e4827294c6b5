import type { Part } from "./action.ts";
import { total, union } from "./stretches.ts";

/** For how long a span ran while nothing that it called did. What it left to run after itself does not count against it. */
export function selfTime({ from, to, children }: Part): number {
  const called = children.map((child) => ({ from: Math.max(child.from, from), to: Math.min(child.to, to) }));
  return to - from - total(union(called.filter((stretch) => stretch.to > stretch.from)));
}

/** The span that ran longest by itself. */
export function longestBySelf(parts: readonly Part[]): { readonly part: Part; readonly self: number } | undefined {
  let longest: { part: Part; self: number } | undefined;
  for (const part of parts) {
    const self = selfTime(part);
    if (longest === undefined || self > longest.self) longest = { part, self };
  }
  return longest;
}
