import { lowerBound } from "./lower-bound.ts";
import type { Relation } from "./relation.ts";

/**
 * `others >> span`: one of those entered before the span is left after it. Sets never overlap in part, so that the one which is
 * left last answers for all of them.
 */
export const descendantOf: Relation = (hierarchy, others) => {
  const lefts = Int32Array.from(others, (other) => hierarchy.left(other)).toSorted();
  let last = 0;
  const lastRights = lefts.map((left) => (last = Math.max(last, hierarchy.right(hierarchy.spanAt(left)))));
  return (span) => (lastRights[lowerBound(lefts, hierarchy.left(span)) - 1] ?? 0) > hierarchy.left(span);
};
