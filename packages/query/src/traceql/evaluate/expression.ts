import type { FieldExpression } from "@throughline/traceql";
import { calculate, negate } from "./arithmetic.ts";
import { compileComparison } from "./comparison.ts";
import { isDuration } from "./duration.ts";
import { fieldReader } from "./field.ts";
import { literalValue } from "./literal.ts";
import { and, not, or } from "./logic.ts";
import type { Read } from "./read.ts";

/** @throws for a regular expression that is no RE2 */
export function compileExpression(expression: FieldExpression): Read {
  switch (expression.type) {
    case "intrinsic":
    case "attribute":
      return fieldReader(expression);
    case "literal": {
      const value = literalValue(expression.literal);
      return () => value;
    }
    case "comparison":
      return compileComparison(expression, compileExpression);
    case "and":
      return and(expression.operands.map(compileExpression));
    case "or":
      return or(expression.operands.map(compileExpression));
    case "not":
      return not(compileExpression(expression.operand));
    case "negative": {
      const read = compileExpression(expression.operand);
      return (span, view) => negate(read(span, view));
    }
    case "arithmetic": {
      const { operator } = expression;
      const left = compileExpression(expression.left);
      const right = compileExpression(expression.right);
      const dividesExactly = isDuration(expression);
      return (span, view) => calculate(operator, left(span, view), right(span, view), dividesExactly);
    }
  }
}
