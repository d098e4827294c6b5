import type { Relation } from "./relation.ts";

/** `others > span` */
export const childOf: Relation = (hierarchy, others) => {
  const isOther = new Set(others);
  return (span) => isOther.has(hierarchy.parent(span));
};
