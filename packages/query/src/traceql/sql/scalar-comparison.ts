import type { ComparisonOperator } from "@throughline/traceql";
import { both, either, type Operand, type ValueType } from "./operand.ts";

/** Types that have an order, or only equality. */
const ORDERED: ReadonlySet<ValueType> = new Set<ValueType>(["s", "i", "d"]);
const NUMBERS: ReadonlySet<ValueType> = new Set<ValueType>(["i", "d"]);

function compares(left: ValueType, operator: ComparisonOperator, right: ValueType): boolean {
  if (operator === "=~" || operator === "!~") return left === "s" && right === "s";
  if (operator !== "=" && operator !== "!=" && !ORDERED.has(left)) return false;
  return left === right || (NUMBERS.has(left) && NUMBERS.has(right));
}

/** Condition that single values of both sides compare so. ClickHouse compares integers and doubles by their exact values. */
export function scalarComparison(left: Operand, operator: ComparisonOperator, right: Operand): string {
  return either(
    ...[...left.scalars].flatMap(([type, a]) =>
      [...right.scalars].flatMap(([other, b]) =>
        compares(type, operator, other) ? [both(a.is, b.is, compare(a.value, operator, b.value))] : [],
      ),
    ),
  );
}

/** Text is compared by bytes. What it is matched with is a pattern for the whole of it. */
function compare(left: string, operator: ComparisonOperator, right: string): string {
  if (operator === "=~" || operator === "!~") return `${operator === "!~" ? "NOT " : ""}match(${left}, ${right})`;
  return `${left} ${operator} ${right}`;
}
