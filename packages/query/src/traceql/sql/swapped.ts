import type { Comparison, ComparisonOperator } from "@throughline/traceql";

const SWAPPED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "=": "=",
  "!=": "!=",
  ">": "<",
  ">=": "<=",
  "<": ">",
  "<=": ">=",
  "=~": "=~",
  "!~": "!~",
};

/** The same comparison, with its literal on the right if it stands on the left alone. */
export function literalOnTheRight(comparison: Comparison): Comparison {
  const { left, operator, right } = comparison;
  return left.type === "literal" && right.type !== "literal"
    ? { type: "comparison", operator: SWAPPED[operator], left: right, right: left }
    : comparison;
}
