import type { Hierarchy } from "../hierarchy.ts";

/** Tells of a span whether it stands so to one of the others. All of them are connected; spans are indexes into the trace. */
export type Relation = (hierarchy: Hierarchy, others: readonly number[]) => (span: number) => boolean;
