import { printOperation } from "./operations.ts";
import { type Pipeline, printPipeline } from "./pipeline.ts";
import { printSpansetFilter, type SpansetFilter } from "./spanset-filter.ts";
import { SPANSET_PRECEDENCE, type SpansetOperation } from "./spanset-operation.ts";

/** What a trace must hold, and which of its spans are meant. A pipeline among others stands in parentheses. */
export type SpansetExpression = SpansetFilter | SpansetOperation | Pipeline;

/** Every spanset filter in the expression, from left to right, those in pipelines included. */
export function filtersOf(expression: SpansetExpression): readonly SpansetFilter[] {
  switch (expression.type) {
    case "spanset-filter":
      return [expression];
    case "spanset-operation":
      return [...filtersOf(expression.left), ...filtersOf(expression.right)];
    case "pipeline":
      return expression.stages.flatMap((stage) => (isSpanset(stage) ? filtersOf(stage) : []));
  }
}

/** Whether a stage of a pipeline is a spanset expression, which filters the spans of each set. */
export function isSpanset(node: { readonly type: string }): node is SpansetExpression {
  return node.type === "spanset-filter" || node.type === "spanset-operation" || node.type === "pipeline";
}

/** The expression as the language writes it. */
export function printSpansetExpression(expression: SpansetExpression): string {
  switch (expression.type) {
    case "spanset-filter":
      return printSpansetFilter(expression);
    case "spanset-operation":
      return printOperation(expression, precedenceOf, precedenceOf(expression), printSpansetExpression);
    case "pipeline":
      return printPipeline(expression, printOperand);
  }
}

function printOperand(expression: SpansetExpression): string {
  const text = printSpansetExpression(expression);
  return expression.type === "pipeline" ? `(${text})` : text;
}

function precedenceOf(expression: SpansetExpression): number {
  switch (expression.type) {
    case "pipeline":
      return 0;
    case "spanset-operation":
      return SPANSET_PRECEDENCE[expression.operator];
    case "spanset-filter":
      return 3;
  }
}
