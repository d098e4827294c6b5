import { Named, type Scalar } from "./operand.ts";
import { textOrder } from "./text-order.ts";

export type OrderOperator = "=" | "!=" | ">" | ">=" | "<" | "<=";

/** Whether two values compare so; `undefined` where their types do not. Integers and doubles compare by their exact values. */
export function compareScalars(operator: OrderOperator, left: Scalar, right: Scalar): boolean | undefined {
  if (isNumber(left)) return isNumber(right) ? holds(operator, numberOrder(left, right)) : undefined;
  if (typeof left === "string") return typeof right === "string" ? holds(operator, textOrder(left, right)) : undefined;
  const fit = left instanceof Named ? right instanceof Named && left.type === right.type : typeof right === "boolean";
  if (!fit || (operator !== "=" && operator !== "!=")) return undefined;
  return (left === right) === (operator === "=");
}

export function isNumber(value: unknown): value is bigint | number {
  return typeof value === "bigint" || typeof value === "number";
}

/** JavaScript compares a bigint and a number by their exact values. NaN, which is in no order: NaN. */
function numberOrder(left: bigint | number, right: bigint | number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return left >= right ? 0 : NaN;
}

function holds(operator: OrderOperator, order: number): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
  }
}
