import { type Aggregate, AGGREGATES, printAggregate, takeAggregate } from "./aggregate.ts";
import { ARITHMETIC_PRECEDENCE, type ArithmeticOperator } from "./arithmetic.ts";
import type { LiteralExpression } from "./field-expression.ts";
import { isNumber, printLiteral, takeLiteral } from "./literal.ts";
import { type Operators, printOperation, takeOperations } from "./operations.ts";
import { inQuotes } from "./token.ts";
import type { Taken, Tokens } from "./tokens.ts";

/** A calculation with numbers of a spanset. */
export interface ScalarArithmetic {
  readonly type: "scalar-arithmetic";
  readonly operator: ArithmeticOperator;
  readonly left: ScalarExpression;
  readonly right: ScalarExpression;
}

/** A number of a spanset. */
export type ScalarExpression = Aggregate | LiteralExpression | ScalarArithmetic;

const PRECEDENCE: ReadonlyMap<string, number> = new Map(Object.entries(ARITHMETIC_PRECEDENCE));

const OPERATORS: Operators<ScalarExpression> = {
  precedenceAfter: () => PRECEDENCE,
  takeOperand,
  combine: (tokens, { node: operator }, { node: left }, { node: right }) =>
    tokens.node({ type: "scalar-arithmetic", operator: operator as ArithmeticOperator, left, right }, left, right),
};

/** Takes a number of a spanset. @throws TraceQLError */
export function takeScalarExpression(tokens: Tokens): Taken<ScalarExpression> {
  return tokens.nested(() => takeOperations(tokens, OPERATORS));
}

function takeOperand(tokens: Tokens): ScalarExpression {
  const { node: literal, at, text } = tokens.taken(() => takeLiteral(tokens));
  if (literal) {
    if (!isNumber(literal)) throw tokens.typeError(`a set of spans has numbers such as count() to compare, not ${inQuotes(text)}`, at);
    return tokens.node({ type: "literal", literal });
  }
  if (tokens.takeSymbol("(")) {
    const { node } = takeScalarExpression(tokens);
    tokens.close(")", 'an operator or ")"');
    return node;
  }
  if (!tokens.isWord(...AGGREGATES)) throw tokens.expected(`a number or one of ${AGGREGATES.map((name) => `${name}()`).join(", ")}`);
  return takeAggregate(tokens);
}

/** The expression as the language writes it. */
export function printScalarExpression(expression: ScalarExpression): string {
  switch (expression.type) {
    case "aggregate":
      return printAggregate(expression);
    case "literal":
      return printLiteral(expression.literal);
    case "scalar-arithmetic":
      return printOperation(expression, precedenceOf, precedenceOf(expression), printScalarExpression);
  }
}

function precedenceOf(expression: ScalarExpression): number {
  return expression.type === "scalar-arithmetic" ? ARITHMETIC_PRECEDENCE[expression.operator] : Infinity;
}
