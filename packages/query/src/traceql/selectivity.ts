import type { FieldExpression, SpansetFilter } from "@throughline/traceql";
import { attributeEquality } from "./attribute-equality.ts";
import { correlationIdOf } from "./correlated.ts";
import { literalOnTheRight } from "./sql/swapped.ts";

/** How much a comparison narrows the search, roughly. */
const ONE_TRACE = 10_000;
const FEW_TRACES = 5_000;
const INDEXED = 100;
const SERVICE = 20;
const NAME = 30;
const OTHER = 1;

/** How much a filter narrows the search: of those that a trace needs, the one that does most finds the candidates. */
export function selectivity({ condition }: SpansetFilter): number {
  return condition ? ofExpression(condition) : 0;
}

function ofExpression(expression: FieldExpression): number {
  switch (expression.type) {
    case "and":
      return expression.operands.reduce((sum, operand) => sum + ofExpression(operand), 0);
    case "or":
      return Math.min(...expression.operands.map(ofExpression));
    case "comparison": {
      const { left, operator, right } = literalOnTheRight(expression);
      if (operator !== "=" || right.type !== "literal") return OTHER;
      if (left.type === "intrinsic") return left.name === "trace:id" ? ONE_TRACE : left.name === "name" ? NAME : OTHER;
      const equality = attributeEquality(expression);
      if (!equality) return OTHER;
      const { scope, key, literal } = equality;
      if (scope === "span" && correlationIdOf(key, literal) !== undefined) return FEW_TRACES;
      return scope === "resource" ? SERVICE : scope === "span" || scope === "any" ? INDEXED : OTHER;
    }
    default:
      return OTHER;
  }
}
