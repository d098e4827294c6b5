import type { FieldExpression } from "./field-expression.ts";
import type { Tokens } from "./tokens.ts";
import { checkCondition } from "./type.ts";

/** `!x`: true where x is false. Like every operator it gives nothing where x is not there. */
export interface Not {
  readonly type: "not";
  readonly operand: FieldExpression;
}

/** Takes `!` and the operand. @throws TraceQLError for one that is never true or false. */
export function takeNot(tokens: Tokens, takeOperand: () => FieldExpression): Not {
  tokens.next();
  const operand = tokens.taken(() => tokens.nested(takeOperand));
  checkCondition(tokens, operand);
  return tokens.node({ type: "not", operand: operand.node }, operand.node);
}
