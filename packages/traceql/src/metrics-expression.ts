import { type MetricsFunction, printMetricsFunction } from "./metrics-function.ts";
import { printPlainNumber } from "./number.ts";
import { printOperation } from "./operations.ts";
import { printSecondStage, type SecondStage } from "./second-stage.ts";
import { printSpansetExpression, type SpansetExpression } from "./spanset-expression.ts";

/** `{ … } | rate() by (name) | topk(5)`: series over time. */
export interface Metrics {
  readonly type: "metrics";
  readonly source: SpansetExpression;
  readonly function: MetricsFunction;
  readonly stages: readonly SecondStage[];
}

export const METRICS_OPERATORS = ["+", "-", "*", "/"] as const;

/** `({ … } | rate()) / ({ … } | rate())`: point by point, of series with the same labels. */
export interface MetricsArithmetic {
  readonly type: "metrics-arithmetic";
  readonly operator: (typeof METRICS_OPERATORS)[number];
  readonly left: MetricsOperand;
  readonly right: MetricsOperand;
}

export interface NumberOperand {
  readonly type: "number";
  readonly value: number;
}

export type MetricsExpression = Metrics | MetricsArithmetic;
/** At least one of the two is no number. */
export type MetricsOperand = MetricsExpression | NumberOperand;

export const METRICS_PRECEDENCE: Readonly<Record<MetricsArithmetic["operator"], number>> = { "+": 1, "-": 1, "*": 2, "/": 2 };

/** The expression as the language writes it. */
export function printMetricsExpression(expression: MetricsExpression): string {
  return printOperand(expression);
}

function printOperand(operand: MetricsOperand): string {
  switch (operand.type) {
    case "number":
      return printPlainNumber(operand.value);
    case "metrics":
      return `${printSpansetExpression(operand.source)} | ${printMetricsFunction(operand.function)}${operand.stages.map(printSecondStage).join("")}`;
    case "metrics-arithmetic":
      return printOperation(operand, precedenceOf, precedenceOf(operand), printOperand);
  }
}

/** A metrics query stands in parentheses wherever it is an operand. */
function precedenceOf(operand: MetricsOperand): number {
  return operand.type === "metrics-arithmetic" ? METRICS_PRECEDENCE[operand.operator] : operand.type === "number" ? 3 : 0;
}
