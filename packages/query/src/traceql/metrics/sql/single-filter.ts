import { rootComparison } from "../../sql/nested-set.ts";
import type { FieldExpression, SpansetExpression, SpansetFilter, Stage } from "@throughline/traceql";

/**
 * The filter that alone tells which spans an expression finds, whatever else is in their traces. `undefined`: there is none, since it
 * matters what else is there, or where the spans stand.
 */
export function singleFilter(expression: SpansetExpression): SpansetFilter | undefined {
  switch (expression.type) {
    case "spanset-filter":
      return expression.condition ? { ...expression, condition: rootsByParent(expression.condition) } : expression;
    case "spanset-operation": {
      if (expression.operator !== "||") return undefined;
      const [left, right] = [singleFilter(expression.left), singleFilter(expression.right)];
      return left && right && joined("or", [left, right]);
    }
    case "pipeline": {
      const filters = expression.stages.filter(({ type }) => type !== "select").map(filterOfStage);
      return filters.every((filter) => filter !== undefined) ? joined("and", filters) : undefined;
    }
  }
}

function filterOfStage(stage: Stage): SpansetFilter | undefined {
  return stage.type === "spanset-filter" || stage.type === "spanset-operation" || stage.type === "pipeline"
    ? singleFilter(stage)
    : undefined;
}

const EVERY: FieldExpression = { type: "literal", literal: { type: "bool", value: true } };

function joined(type: "and" | "or", filters: readonly SpansetFilter[]): SpansetFilter {
  const [first] = filters;
  if (filters.length === 1 && first) return first;
  return { type: "spanset-filter", condition: { type, operands: filters.map(({ condition }) => condition ?? EVERY) } };
}

const NO_PARENT: FieldExpression = {
  type: "comparison",
  operator: "=",
  left: { type: "intrinsic", name: "span:parentID" },
  right: { type: "literal", literal: { type: "nil" } },
};

/** The same condition, where `nestedSetParent < 0`, as Grafana asks for roots, is that there is no parent, which the row tells. */
function rootsByParent(condition: FieldExpression): FieldExpression {
  switch (condition.type) {
    case "and":
    case "or":
      return { ...condition, operands: condition.operands.map(rootsByParent) };
    case "not":
      return { ...condition, operand: rootsByParent(condition.operand) };
    case "comparison":
      return rootComparison(condition) ? NO_PARENT : condition;
    default:
      return condition;
  }
}
