import type { FieldExpression } from "./field-expression.ts";
import { isNumber, negated } from "./literal.ts";
import type { Taken, Tokens } from "./tokens.ts";
import { checkNumber } from "./type.ts";

/** `-x`. A number in the text has its sign itself: this is of anything else. */
export interface Negative {
  readonly type: "negative";
  readonly operand: FieldExpression;
}

/** Takes `-` and the operand. @throws TraceQLError for one that is never a number. */
export function takeNegative(tokens: Tokens, takeOperand: () => FieldExpression): FieldExpression {
  const at = tokens.next();
  const operand: Taken<FieldExpression> = tokens.taken(() => tokens.nested(takeOperand));
  checkNumber(tokens, operand, '"-"');
  const { node } = operand;
  if (node.type === "literal" && isNumber(node.literal))
    return tokens.node({ type: "literal", literal: negated(tokens, node.literal, at) });
  return tokens.node({ type: "negative", operand: node }, node);
}
