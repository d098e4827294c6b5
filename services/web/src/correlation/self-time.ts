import type { Part } from "./action.ts";
import { uncovered } from "../time/stretches.ts";

/** For how long a span ran while nothing that it called did. What it left to run after itself does not count against it. */
export function selfTime(part: Part): number {
  return uncovered(part, part.children);
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
