import { type FieldExpression, INTRINSICS, type ScalarExpression } from "@throughline/traceql";

/** Whether the expression is about time: dividing it keeps the fraction. */
export function isDuration(expression: FieldExpression | ScalarExpression): boolean {
  switch (expression.type) {
    case "intrinsic":
      return INTRINSICS[expression.name] === "duration";
    case "literal":
      return expression.literal.type === "duration";
    case "negative":
      return isDuration(expression.operand);
    case "arithmetic":
    case "scalar-arithmetic":
      return isDuration(expression.left) || isDuration(expression.right);
    case "aggregate":
      return expression.of !== undefined && isDuration(expression.of);
    default:
      return false;
  }
}
