import type { FieldExpression, Literal } from "@throughline/traceql";
import { calculate, negate } from "../evaluate/arithmetic.ts";
import { isDuration } from "../evaluate/duration.ts";
import { literalValue } from "../evaluate/literal.ts";

const NIL: Literal = { type: "nil" };

/** What an expression without fields comes to, such as `2 * 100ms`; `undefined` for any other. */
export function constantOf(expression: FieldExpression): Literal | undefined {
  switch (expression.type) {
    case "literal":
      return expression.literal;
    case "negative": {
      const operand = constantOf(expression.operand);
      return operand && literalOf(negate(literalValue(operand)));
    }
    case "arithmetic": {
      const left = constantOf(expression.left);
      const right = constantOf(expression.right);
      return left && right && literalOf(calculate(expression.operator, literalValue(left), literalValue(right), isDuration(expression)));
    }
    default:
      return undefined;
  }
}

function literalOf(value: unknown): Literal {
  if (typeof value === "bigint") return { type: "int", value };
  return typeof value === "number" ? { type: "float", value } : NIL;
}
