import type { Comparison } from "@throughline/traceql";
import { NO_PARENT } from "./intrinsic.ts";
import type { Condition } from "./operand.ts";
import { literalOnTheRight } from "./swapped.ts";

/** `nestedSetParent < 0`, `<= -1` and `= -1`, as Grafana asks for roots: these have no parent. `undefined` for any other comparison. */
export function rootComparison(comparison: Comparison): Condition | undefined {
  const { left, operator, right } = literalOnTheRight(comparison);
  if (left.type !== "intrinsic" || left.name !== "nestedSetParent") return undefined;
  if (right.type !== "literal" || right.literal.type !== "int") return undefined;
  const { value } = right.literal;
  const isOfRoots = operator === "<" ? value === 0n : (operator === "<=" || operator === "=") && value === -1n;
  return isOfRoots ? { sql: NO_PARENT, isExact: false } : undefined;
}
