import { type StageStep, union } from "./subset.ts";

/** `| coalesce()`: the spansets of a trace become one again, without groups. */
export const coalesce: StageStep = (subsets) => (subsets.length === 0 ? [] : [{ indexes: union(subsets), groups: [], scalars: [] }]);
