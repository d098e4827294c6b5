import { COMPARISON_OPERATORS, type ComparisonOperator } from "./comparison.ts";
import { printScalarExpression, type ScalarExpression, takeScalarExpression } from "./scalar-expression.ts";
import type { Token } from "./token.ts";
import type { Tokens } from "./tokens.ts";

/** `| count() > 2`: keeps the sets of spans whose numbers compare so. */
export interface ScalarFilter {
  readonly type: "scalar-filter";
  readonly operator: ComparisonOperator;
  readonly left: ScalarExpression;
  readonly right: ScalarExpression;
}

/** Takes a scalar filter. @throws TraceQLError */
export function takeScalarFilter(tokens: Tokens): ScalarFilter {
  const { node: left } = takeScalarExpression(tokens);
  const operator = takeNumberOperator(tokens);
  const { node: right } = takeScalarExpression(tokens);
  return tokens.node({ type: "scalar-filter", operator, left, right }, left, right);
}

const REGEX: ReadonlySet<string> = new Set(["=~", "!~"]);

/** Takes a comparison operator for numbers. @throws TraceQLError */
export function takeNumberOperator(tokens: Tokens): ComparisonOperator {
  const at: Token = tokens.current;
  if (!tokens.isSymbol(...COMPARISON_OPERATORS)) throw tokens.expected("a comparison such as > 2");
  if (REGEX.has(at.text)) tokens.report(tokens.typeError(`numbers are not compared by ${at.text}`, at));
  return tokens.next().text as ComparisonOperator;
}

/** The stage as the language writes it. */
export function printScalarFilter({ operator, left, right }: ScalarFilter): string {
  return `${printScalarExpression(left)} ${operator} ${printScalarExpression(right)}`;
}
