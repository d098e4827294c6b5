import { NONE } from "../hierarchy.ts";
import type { Relation } from "./relation.ts";

/** `others ~ span`: another span with the same parent. Roots are no siblings, and no span is its own. */
export const siblingOf: Relation = (hierarchy, others) => {
  const isOther = new Set(others);
  const counts = new Map<number, number>();
  for (const other of isOther) counts.set(hierarchy.parent(other), (counts.get(hierarchy.parent(other)) ?? 0) + 1);
  counts.delete(NONE);
  return (span) => (counts.get(hierarchy.parent(span)) ?? 0) > (isOther.has(span) ? 1 : 0);
};
