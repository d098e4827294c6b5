import { expect, test } from "@jest/globals";
import { type Comparison, parse } from "@throughline/traceql";
import { rootComparison } from "./nested-set.ts";

function comparisonOf(text: string): Comparison {
  const { expression } = parse(`{ ${text} }`);
  if (expression.type !== "spanset-filter" || expression.condition?.type !== "comparison") throw new Error(`Cannot use ${text}`);
  return expression.condition;
}

test.each(["nestedSetParent < 0", "nestedSetParent <= -1", "nestedSetParent = -1", "0 > nestedSetParent"])("%s asks for roots", (text) => {
  expect(rootComparison(comparisonOf(text))).toMatchObject({ isExact: false });
});

test.each(["nestedSetParent = -2", "nestedSetParent < -1", "nestedSetParent <= 0", "nestedSetParent > -1", "nestedSetLeft < 0"])(
  "%s asks for something else",
  (text) => {
    expect(rootComparison(comparisonOf(text))).toBeUndefined();
  },
);
