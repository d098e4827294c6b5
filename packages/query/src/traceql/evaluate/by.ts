import type { By } from "@throughline/traceql";
import { compileExpression } from "./expression.ts";
import { groupKey } from "./group-key.ts";
import { firstOf, shown, type Single } from "./operand.ts";
import type { StageStep, Subset } from "./subset.ts";
import type { TraceView } from "./trace-view.ts";

/** `| by(a, b)`: one spanset for each combination of values; of several values the first counts, and none is one, too. */
export function compileBy({ expressions }: By): StageStep {
  const reads = expressions.map(compileExpression);
  return (subsets, view) => subsets.flatMap((subset) => split(subset, view));

  function split(subset: Subset, view: TraceView): readonly Subset[] {
    const parts = new Map<string, { readonly values: readonly (Single | undefined)[]; readonly indexes: number[] }>();
    for (const index of subset.indexes) {
      const span = view.trace.spans[index];
      const values = reads.map((read) => span && firstOf(read(span, view)));
      const key = groupKey(values);
      const part = parts.get(key);
      if (part) part.indexes.push(index);
      else parts.set(key, { values, indexes: [index] });
    }
    return [...parts.values()].map(({ values, indexes }) => {
      const groups = expressions.map((expression, at) => ({ expression, value: shown(values[at]) }));
      return { ...subset, indexes, groups: [...subset.groups, ...groups] };
    });
  }
}
