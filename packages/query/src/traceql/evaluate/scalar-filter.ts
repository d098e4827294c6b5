import type { ScalarFilter } from "@throughline/traceql";
import { compareOperands } from "./comparison.ts";
import { aggregatesIn, compileScalar } from "./scalar-expression.ts";
import type { StageStep } from "./subset.ts";

/** `| count() > 2`: the spansets of which it is true. They keep what was compared. */
export function compileScalarFilter({ operator, left, right }: ScalarFilter): StageStep {
  if (operator === "=~" || operator === "!~") return () => []; // a number is no text
  const readLeft = compileScalar(left);
  const readRight = compileScalar(right);
  const aggregates = [...aggregatesIn(left), ...aggregatesIn(right)].map((expression) => ({ expression, read: compileScalar(expression) }));
  return (subsets, view) =>
    subsets.flatMap((subset) => {
      if (!compareOperands(operator, readLeft(subset, view), readRight(subset, view))) return [];
      const scalars = aggregates.flatMap(({ expression, read }) => {
        const value = read(subset, view);
        return value === undefined ? [] : { expression, value };
      });
      return { ...subset, scalars: [...subset.scalars, ...scalars] };
    });
}
