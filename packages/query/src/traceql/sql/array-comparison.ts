import type { ComparisonOperator } from "@throughline/traceql";
import { type ArrayValue, both, neither, type Operand, type Row } from "./operand.ts";
import { scalarComparison } from "./scalar-comparison.ts";

/** What asks that no element be equal. */
const POSITIVE: Partial<Record<ComparisonOperator, ComparisonOperator>> = { "!=": "=", "!~": "=~" };

/** Condition that one element of an array compares so with a single value; for `!=` and `!~` that, too, none is equal. */
export function elementComparison(
  row: Row,
  array: ArrayValue,
  operator: ComparisonOperator,
  compare: (element: Operand, operator: ComparisonOperator) => string,
): string {
  const some = (asked: ComparisonOperator): string => {
    const json = row.variable();
    const condition = compare(array.element(json), asked);
    return condition === "false" ? "false" : `arrayExists(${json} -> ${condition}, ${array.elements})`;
  };
  const positive = POSITIVE[operator];
  return both(array.is, some(operator), ...(positive ? [neither(some(positive))] : []));
}

/** Condition that two arrays are equal, one element after the other, or are not. They have no order. */
export function arrayComparison(row: Row, left: ArrayValue, operator: ComparisonOperator, right: ArrayValue): string {
  if (operator !== "=" && operator !== "!=") return "false";
  const [a, b] = [row.variable(), row.variable()];
  const sameLength = `length(${left.elements}) = length(${right.elements})`;
  const equal = `arrayAll((${a}, ${b}) -> ${scalarComparison(left.element(a), "=", right.element(b))}, ${left.elements}, arrayResize(${right.elements}, length(${left.elements})))`;
  return both(left.is, right.is, operator === "=" ? both(sameLength, equal) : neither(both(sameLength, equal)));
}
