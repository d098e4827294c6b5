import type { ArithmeticOperator } from "@throughline/traceql";
import { type Operand, Several, several, type Single } from "./operand.ts";
import { isNumber } from "./scalar-comparison.ts";

/**
 * `left operator right` of two numbers; nothing of what is none. Two integers give an integer: division drops the rest, or, where
 * `dividesExactly`, as of durations, it does not. What is beyond 64 bits goes on as a double.
 */
export function calculate(operator: ArithmeticOperator, left: Operand, right: Operand, dividesExactly: boolean): Operand {
  if (left instanceof Several && right instanceof Several) return undefined; // which with which?
  if (left instanceof Several) return each(left, (value) => calculate(operator, value, right, dividesExactly));
  if (right instanceof Several) return each(right, (value) => calculate(operator, left, value, dividesExactly));
  if (!isNumber(left) || !isNumber(right)) return undefined;
  if (typeof left !== "bigint" || typeof right !== "bigint") return calculateDoubles(operator, Number(left), Number(right));
  return operator === "/" && dividesExactly ? Number(left) / Number(right) : calculateIntegers(operator, left, right);
}

/** Unary minus. */
export function negate(operand: Operand): Operand {
  if (operand instanceof Several) return each(operand, negate);
  if (typeof operand === "bigint") return integer(-operand);
  return typeof operand === "number" ? -operand : undefined;
}

/** What the function makes of each value. */
export function each(operand: Several, make: (value: Single) => Operand): Operand {
  return several(operand.values.map(make).filter((value) => value !== undefined && !(value instanceof Several)) as Single[]);
}

function calculateDoubles(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    case "^":
      return left ** right;
  }
}

function calculateIntegers(operator: ArithmeticOperator, left: bigint, right: bigint): Operand {
  switch (operator) {
    case "+":
      return integer(left + right);
    case "-":
      return integer(left - right);
    case "*":
      return integer(left * right);
    case "/":
      return right === 0n ? undefined : integer(left / right);
    case "%":
      return right === 0n ? undefined : left % right;
    case "^":
      return power(left, right);
  }
}

/** Computed as an integer only if it is small: no query makes a number of a million digits. */
function power(base: bigint, exponent: bigint): bigint | number {
  const estimate = Number(base) ** Number(exponent);
  return exponent >= 0n && Math.abs(estimate) <= 2 ** 64 ? integer(base ** exponent) : estimate;
}

function integer(value: bigint): bigint | number {
  return BigInt.asIntN(64, value) === value ? value : Number(value);
}
