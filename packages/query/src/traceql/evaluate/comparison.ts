import { type Comparison, type ComparisonOperator, type FieldExpression, INTRINSICS } from "@throughline/traceql";
import type { FieldValue } from "../spanset.ts";
import { givenAttributeReader } from "./attribute.ts";
import { isArray, type Operand, type Scalar, Several } from "./operand.ts";
import type { Read } from "./read.ts";
import { wholeMatcher } from "./regex.ts";
import { compareScalars, type OrderOperator } from "./scalar-comparison.ts";

type Compile = (expression: FieldExpression) => Read;
/** Whether the scalar compares so; `undefined` where its type does not. */
type Test = (scalar: Scalar) => boolean | undefined;

/** `left operator right`: false where a side is not there or the types do not compare. */
export function compileComparison({ operator, left, right }: Comparison, compile: Compile): Read {
  if (isNil(right)) return compileNil(operator, left, compile);
  if (isNil(left)) return compileNil(operator, right, compile);
  if (operator === "=~" || operator === "!~") return compileRegex(operator, left, right, compile);
  const readLeft = compile(left);
  const readRight = compile(right);
  const compare = isId(left) || isId(right) ? ignoringCase(operator) : comparing(operator);
  return (span, view) => compare(readLeft(span, view), readRight(span, view));
}

/** Whether two operands compare so: of several values some pair does. */
export function compareOperands(operator: OrderOperator, left: Operand, right: Operand): boolean {
  if (left instanceof Several) return left.values.some((value) => compareOperands(operator, value, right));
  if (right instanceof Several) return right.values.some((value) => compareOperands(operator, left, value));
  if (left === undefined || right === undefined) return false;
  if (isArray(left)) {
    if (isArray(right)) return compareArrays(operator, left, right);
    return testElements(operator === "!=", left, (element) => compareScalars(operator, element, right));
  }
  if (isArray(right)) return testElements(operator === "!=", right, (element) => compareScalars(operator, left, element));
  return compareScalars(operator, left, right) === true;
}

const comparing = (operator: OrderOperator) => (left: Operand, right: Operand) => compareOperands(operator, left, right);

/** Two arrays are equal if their elements are, one by one. They have no order. */
function compareArrays(operator: OrderOperator, left: readonly FieldValue[], right: readonly FieldValue[]): boolean {
  if (operator !== "=" && operator !== "!=") return false;
  const areEqual = left.length === right.length && left.every((value, at) => compareElements(value, right[at]));
  return areEqual === (operator === "=");
}

function compareElements(left: FieldValue, right: FieldValue | undefined): boolean {
  return right !== undefined && !isArray(left) && !isArray(right) && compareScalars("=", left, right) === true;
}

/** One element that compares so is enough; for `!=` and `!~` no element may be equal, and one must compare at all. */
function testElements(isNegative: boolean, elements: readonly FieldValue[], test: Test): boolean {
  const results = elements.map((element) => (isArray(element) ? undefined : test(element)));
  return results.includes(true) && !(isNegative && results.includes(false));
}

function compileNil(operator: ComparisonOperator, other: FieldExpression, compile: Compile): Read {
  const read = other.type === "attribute" ? givenAttributeReader(other) : compile(other);
  switch (operator) {
    case "=":
      return (span, view) => read(span, view) === undefined;
    case "!=":
      return (span, view) => read(span, view) !== undefined;
    default:
      return () => false;
  }
}

/** The pattern stands in the query. */
function compileRegex(operator: "=~" | "!~", left: FieldExpression, right: FieldExpression, compile: Compile): Read {
  if (right.type !== "literal" || right.literal.type !== "string") return () => false;
  const isNegative = operator === "!~";
  const read = compile(left);
  const matches = wholeMatcher(right.literal.value);
  const test: Test = (scalar) => (typeof scalar === "string" ? matches(scalar) !== isNegative : undefined);
  return (span, view) => testOperand(isNegative, read(span, view), test);
}

function testOperand(isNegative: boolean, operand: Operand, test: Test): boolean {
  if (operand === undefined) return false;
  if (operand instanceof Several) return operand.values.some((value) => testOperand(isNegative, value, test));
  return isArray(operand) ? testElements(isNegative, operand, test) : test(operand) === true;
}

function isNil(expression: FieldExpression): boolean {
  return expression.type === "literal" && expression.literal.type === "nil";
}

function isId(expression: FieldExpression): boolean {
  return expression.type === "intrinsic" && INTRINSICS[expression.name] === "id";
}

/** IDs may be written in uppercase. */
const ignoringCase = (operator: OrderOperator) => (left: Operand, right: Operand) =>
  compareOperands(operator, lowerCase(left), lowerCase(right));

function lowerCase(operand: Operand): Operand {
  return typeof operand === "string" ? operand.toLowerCase() : operand;
}
