import type { FieldExpression } from "./field-expression.ts";
import { GO_ON } from "./operations.ts";
import type { Taken, Tokens } from "./tokens.ts";
import { checkCondition } from "./type.ts";

/** `a && b && …` or `a || b || …`, of the same span. Two operands or more, none of them of the same type itself. */
export interface Logic {
  readonly type: "and" | "or";
  readonly operands: readonly FieldExpression[];
}

export const LOGIC_SYMBOLS = { and: "&&", or: "||" } as const;

/** Takes operands with the operator between them; one alone stays what it is. @throws TraceQLError */
export function takeLogic(tokens: Tokens, type: Logic["type"], takeOperand: () => Taken<FieldExpression>): Taken<FieldExpression> {
  const first = takeOperand();
  if (!tokens.isSymbol(LOGIC_SYMBOLS[type])) return first;
  const taken = [first];
  while (tokens.takeSymbol(LOGIC_SYMBOLS[type])) {
    const operand = tokens.recovering(takeOperand, ...GO_ON);
    if (operand) taken.push(operand);
  }
  for (const operand of taken) checkCondition(tokens, operand);
  if (taken.length === 1) return first;
  const operands = taken.flatMap(({ node }) => (node.type === type ? node.operands : [node]));
  return tokens.since(first.at, tokens.node({ type, operands: Object.freeze(operands) }, ...operands));
}
