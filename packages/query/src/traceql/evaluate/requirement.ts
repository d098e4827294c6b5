import type { SpansetExpression, SpansetOperator, Stage } from "@throughline/traceql";

/**
 * What holds for every trace that matches an expression, of its filters, which are named by their index in `filtersOf`: that the
 * trace has a span which matches the filter. A trace of which it holds need not match.
 */
export type Requirement =
  | { readonly type: "filter"; readonly index: number }
  | { readonly type: "and" | "or"; readonly operands: readonly Requirement[] };

export function requirement(expression: SpansetExpression): Requirement {
  let filters = 0;
  return ofExpression(expression);

  function ofExpression(part: SpansetExpression): Requirement {
    switch (part.type) {
      case "spanset-filter":
        return { type: "filter", index: filters++ };
      case "spanset-operation": {
        const left = ofExpression(part.left);
        const right = ofExpression(part.right);
        return combine(part.operator, left, right);
      }
      case "pipeline":
        return all(part.stages.flatMap(ofStage));
    }
  }

  /** A stage never adds spans: what it makes of them must match, too. */
  function ofStage(stage: Stage): Requirement | [] {
    switch (stage.type) {
      case "scalar-filter":
      case "by":
      case "coalesce":
      case "select":
        return [];
      default:
        return ofExpression(stage);
    }
  }
}

function combine(operator: SpansetOperator, left: Requirement, right: Requirement): Requirement {
  if (operator === "||") return join("or", [left, right]);
  return operator.startsWith("!") ? right : all([left, right]);
}

function all(operands: readonly Requirement[]): Requirement {
  return join("and", operands);
}

function join(type: "and" | "or", operands: readonly Requirement[]): Requirement {
  const flat = operands.flatMap((operand) => (operand.type === type ? operand.operands : [operand]));
  const [first] = flat;
  return flat.length === 1 && first ? first : { type, operands: flat };
}
