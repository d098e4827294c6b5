import type { Spanset } from "./span.ts";
import type { TraceView } from "./trace-view.ts";

/** A spanset on its way through the query: its spans are indexes into the trace, ascending, each once. */
export interface Subset extends Pick<Spanset, "groups" | "scalars"> {
  readonly indexes: readonly number[];
}

/** What an expression makes of a subset: none where nothing matches. */
export type Select = (subset: Subset, view: TraceView) => readonly Subset[];

/** What a stage of a pipeline makes of the subsets of a trace. */
export type StageStep = (subsets: readonly Subset[], view: TraceView) => readonly Subset[];

/** The subset with these spans only; none, if it has none. */
export function narrowed(subset: Subset, indexes: readonly number[]): readonly Subset[] {
  return indexes.length === 0 ? [] : [{ ...subset, indexes }];
}

/** The spans that are in any of the subsets. */
export function union(subsets: readonly Subset[]): readonly number[] {
  const [first, second] = subsets;
  if (!first) return [];
  if (!second) return first.indexes;
  return [...new Set(subsets.flatMap(({ indexes }) => indexes))].toSorted((a, b) => a - b);
}
