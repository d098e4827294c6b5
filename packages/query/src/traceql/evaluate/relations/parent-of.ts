import type { Relation } from "./relation.ts";

/** `others < span` */
export const parentOf: Relation = (hierarchy, others) => {
  const isParent = new Set(others.map((other) => hierarchy.parent(other)));
  return (span) => isParent.has(span);
};
