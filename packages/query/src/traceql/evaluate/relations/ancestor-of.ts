import { lowerBound } from "./lower-bound.ts";
import type { Relation } from "./relation.ts";

/** `others << span`: the next of them that is entered after the span is entered before the span is left. */
export const ancestorOf: Relation = (hierarchy, others) => {
  const lefts = Int32Array.from(others, (other) => hierarchy.left(other)).toSorted();
  return (span) => (lefts[lowerBound(lefts, hierarchy.left(span) + 1)] ?? Infinity) < hierarchy.right(span);
};
