import type { Aggregate, ScalarExpression } from "@throughline/traceql";
import { type ReadScalar, compileAggregate } from "./aggregate.ts";
import { calculate } from "./arithmetic.ts";
import { isDuration } from "./duration.ts";
import { literalValue } from "./literal.ts";
import { isNumber } from "./scalar-comparison.ts";

/** What a scalar expression is worth for a subset: nothing, if a part of it is. */
export function compileScalar(expression: ScalarExpression): ReadScalar {
  switch (expression.type) {
    case "aggregate":
      return compileAggregate(expression);
    case "literal": {
      const value = literalValue(expression.literal);
      return () => (isNumber(value) ? value : undefined);
    }
    case "scalar-arithmetic": {
      const { operator } = expression;
      const left = compileScalar(expression.left);
      const right = compileScalar(expression.right);
      const dividesExactly = isDuration(expression);
      return (subset, view) => {
        const value = calculate(operator, left(subset, view), right(subset, view), dividesExactly);
        return isNumber(value) ? value : undefined;
      };
    }
  }
}

/** The aggregates in it, left to right. */
export function aggregatesIn(expression: ScalarExpression): readonly Aggregate[] {
  switch (expression.type) {
    case "aggregate":
      return [expression];
    case "literal":
      return [];
    case "scalar-arithmetic":
      return [...aggregatesIn(expression.left), ...aggregatesIn(expression.right)];
  }
}
