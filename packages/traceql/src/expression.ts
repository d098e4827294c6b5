import { AGGREGATES } from "./aggregate.ts";
import { takeBy } from "./by.ts";
import { takeCoalesce } from "./coalesce.ts";
import { METRICS_PRECEDENCE, type MetricsArithmetic, type MetricsExpression, type MetricsOperand } from "./metrics-expression.ts";
import { METRICS_FUNCTIONS, takeMetricsFunction } from "./metrics-function.ts";
import { expectSeriesNumber } from "./number.ts";
import { type Operators, takeOperations } from "./operations.ts";
import { makePipeline, type Stage } from "./pipeline.ts";
import { takeScalarFilter } from "./scalar-filter.ts";
import { takeSecondStages } from "./second-stage.ts";
import { takeSelect } from "./select.ts";
import { isSpanset, type SpansetExpression } from "./spanset-expression.ts";
import { type SpansetFilter, takeSpansetFilter } from "./spanset-filter.ts";
import { SPANSET_PRECEDENCE, type SpansetOperator } from "./spanset-operation.ts";
import { inQuotes } from "./token.ts";
import type { Taken, Tokens } from "./tokens.ts";

/** What a query asks for: traces, or series over time. */
export type Expression = SpansetExpression | MetricsExpression;

/** What may stand beside an operator. Which of them go together is known when both are there. */
type Operand = SpansetExpression | MetricsOperand;

const STAGE_WORDS = ["by", "coalesce", "select", ...AGGREGATES] as const;

const OPERATORS: Operators<Operand> = {
  precedence: new Map(Object.entries({ ...SPANSET_PRECEDENCE, ...METRICS_PRECEDENCE })),
  takeOperand,
  combine: (tokens, operator, left, right) =>
    Object.hasOwn(SPANSET_PRECEDENCE, operator.node)
      ? makeSpansetOperation(tokens, operator, left, right)
      : makeMetricsArithmetic(tokens, operator, left, right),
};

/** Takes spansets, a pipeline, or metrics. @throws TraceQLError */
export function takeExpression(tokens: Tokens): Expression {
  return tokens.nested(() => {
    // A pipeline that begins with a stage begins with all spans.
    if (tokens.isWord(...STAGE_WORDS)) return takeStages(tokens, allSpans(tokens), [takeStage(tokens)]);
    const { node, at } = takeOperations(tokens, OPERATORS);
    if (node.type === "number") throw tokens.syntaxError(`expected "{", found ${inQuotes(at.text)}`, at);
    return isSpanset(node) ? takeStages(tokens, node, []) : node;
  });
}

function allSpans(tokens: Tokens): SpansetFilter {
  return tokens.node({ type: "spanset-filter", condition: undefined });
}

function takeOperand(tokens: Tokens): Operand {
  if (tokens.takeSymbol("(")) {
    const expression = takeExpression(tokens);
    if (!tokens.takeSymbol(")")) throw tokens.expected('an operator, "|" or ")"');
    return expression;
  }
  if (tokens.isSymbol("-") || ["int", "float", "duration"].includes(tokens.current.type))
    return tokens.node({ type: "number", value: expectSeriesNumber(tokens) });
  return takeSpansetFilter(tokens);
}

function makeSpansetOperation(tokens: Tokens, operator: Taken<string>, left: Taken<Operand>, right: Taken<Operand>): Operand {
  const [from, to] = [left, right].map(({ node, at, text }) => {
    if (!isSpanset(node)) throw tokens.typeError(`"${operator.text}" stands between spansets, and ${inQuotes(text)} is none`, at);
    return node;
  }) as [SpansetExpression, SpansetExpression];
  return tokens.node({ type: "spanset-operation", operator: operator.node as SpansetOperator, left: from, right: to }, from, to);
}

function makeMetricsArithmetic(tokens: Tokens, operator: Taken<string>, left: Taken<Operand>, right: Taken<Operand>): Operand {
  const [from, to] = [left, right].map(({ node, at, text }) => {
    if (isSpanset(node))
      throw tokens.typeError(`"${operator.text}" stands between metrics or numbers, and ${inQuotes(text)} is neither`, at);
    return node;
  }) as [MetricsOperand, MetricsOperand];
  if (from.type === "number" && to.type === "number")
    throw tokens.typeError(`one side of "${operator.text}" must be a metrics query in parentheses`, operator.at);
  return tokens.node(
    { type: "metrics-arithmetic", operator: operator.node as MetricsArithmetic["operator"], left: from, right: to },
    from,
    to,
  );
}

function takeStages(tokens: Tokens, first: SpansetExpression, stages: Stage[]): Expression {
  while (tokens.takeSymbol("|")) {
    if (tokens.isWord(...METRICS_FUNCTIONS)) {
      const source = makePipeline(tokens, first, stages);
      const of = takeMetricsFunction(tokens);
      return tokens.node({ type: "metrics", source, function: of, stages: takeSecondStages(tokens) }, source, of);
    }
    stages.push(takeStage(tokens));
  }
  return makePipeline(tokens, first, stages);
}

function takeStage(tokens: Tokens): Stage {
  if (tokens.isWord("by")) return takeBy(tokens);
  if (tokens.isWord("coalesce")) return takeCoalesce(tokens);
  if (tokens.isWord("select")) return takeSelect(tokens);
  const { type, text } = tokens.insideParentheses;
  if (type === "symbol" && text === "{") return takeSpansets(tokens);
  if (tokens.isSymbol("(", "-") || tokens.isWord(...AGGREGATES) || ["int", "float", "duration"].includes(type))
    return takeScalarFilter(tokens);
  throw tokens.expected(`a stage of a pipeline: "{", ${[...STAGE_WORDS, ...METRICS_FUNCTIONS].join(", ")}`);
}

function takeSpansets(tokens: Tokens): SpansetExpression {
  const { node, at, text } = takeOperations(tokens, OPERATORS);
  if (!isSpanset(node)) throw tokens.typeError(`a stage of a pipeline is a spanset, and ${inQuotes(text)} is none`, at);
  return node;
}
