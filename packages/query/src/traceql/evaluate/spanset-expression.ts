import type { SpansetExpression, SpansetOperation, Stage } from "@throughline/traceql";
import { both, either } from "./boolean-operation.ts";
import { compileBy } from "./by.ts";
import { coalesce } from "./coalesce.ts";
import { compileScalarFilter } from "./scalar-filter.ts";
import { compileFilter } from "./spanset-filter.ts";
import { structural } from "./structural-operation.ts";
import type { Select, StageStep, Subset } from "./subset.ts";

/** @throws for a regular expression that is no RE2 */
export function compileSpansetExpression(expression: SpansetExpression): Select {
  switch (expression.type) {
    case "spanset-filter":
      return compileFilter(expression);
    case "spanset-operation":
      return compileOperation(expression);
    case "pipeline": {
      const steps = expression.stages.map(compileStage);
      return (subset, view) => steps.reduce<readonly Subset[]>((subsets, step) => step(subsets, view), [subset]);
    }
  }
}

function compileOperation({ operator, left, right }: SpansetOperation): Select {
  const ofLeft = compileSpansetExpression(left);
  const ofRight = compileSpansetExpression(right);
  switch (operator) {
    case "&&":
      return both(ofLeft, ofRight);
    case "||":
      return either(ofLeft, ofRight);
    default:
      return structural(operator, ofLeft, ofRight);
  }
}

function compileStage(stage: Stage): StageStep {
  switch (stage.type) {
    case "scalar-filter":
      return compileScalarFilter(stage);
    case "by":
      return compileBy(stage);
    case "coalesce":
      return coalesce;
    case "select":
      return (subsets) => subsets; // says what is shown of them
    default: {
      const select = compileSpansetExpression(stage);
      return (subsets, view) => subsets.flatMap((subset) => select(subset, view));
    }
  }
}
