import { AGGREGATES } from "./aggregate.ts";
import { takeBy } from "./by.ts";
import { takeCoalesce } from "./coalesce.ts";
import { METRICS_PRECEDENCE, type MetricsArithmetic, type MetricsExpression, type MetricsOperand } from "./metrics-expression.ts";
import { METRICS_FUNCTIONS, takeMetricsFunction } from "./metrics-function.ts";
import { suggestion } from "./nearest.ts";
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

const OF_SPANSETS: ReadonlyMap<string, number> = new Map(Object.entries(SPANSET_PRECEDENCE));
const OF_METRICS: ReadonlyMap<string, number> = new Map(Object.entries(METRICS_PRECEDENCE));

const OPERATORS: Operators<Operand> = {
  precedenceAfter: (operand) => (isSpanset(operand) ? OF_SPANSETS : OF_METRICS),
  takeOperand,
  combine: (tokens, operator, { node: left }, right) =>
    isSpanset(left) ? makeSpansetOperation(tokens, operator, left, right) : makeMetricsArithmetic(tokens, operator, left, right),
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
    const expression = tokens.recovering(() => takeExpression(tokens));
    tokens.close(")", 'an operator, "|" or ")"');
    return expression ?? allSpans(tokens);
  }
  if (tokens.isSymbol("-") || ["int", "float", "duration"].includes(tokens.current.type))
    return tokens.node({ type: "number", value: expectSeriesNumber(tokens) });
  return takeSpansetFilter(tokens);
}

function makeSpansetOperation(
  tokens: Tokens,
  { node: operator }: Taken<string>,
  left: SpansetExpression,
  { node: right, at, text }: Taken<Operand>,
): Operand {
  if (!isSpanset(right)) throw tokens.typeError(`"${operator}" stands between spansets, and ${inQuotes(text)} is none`, at);
  return tokens.node({ type: "spanset-operation", operator: operator as SpansetOperator, left, right }, left, right);
}

function makeMetricsArithmetic(
  tokens: Tokens,
  { node: operator, at: operatorAt }: Taken<string>,
  left: MetricsOperand,
  { node: right, at, text }: Taken<Operand>,
): Operand {
  if (isSpanset(right)) throw tokens.typeError(`"${operator}" stands between metrics or numbers, and ${inQuotes(text)} is neither`, at);
  if (left.type === "number" && right.type === "number")
    throw tokens.typeError(`one side of "${operator}" must be a metrics query in parentheses`, operatorAt);
  return tokens.node({ type: "metrics-arithmetic", operator: operator as MetricsArithmetic["operator"], left, right }, left, right);
}

function takeStages(tokens: Tokens, first: SpansetExpression, stages: Stage[]): Expression {
  while (tokens.takeSymbol("|")) {
    if (tokens.isWord(...METRICS_FUNCTIONS)) {
      const source = makePipeline(tokens, first, stages);
      const of = tokens.recovering(() => takeMetricsFunction(tokens));
      if (!of) return source;
      return tokens.node({ type: "metrics", source, function: of, stages: takeSecondStages(tokens) }, source, of);
    }
    const stage = tokens.recovering(() => takeStage(tokens));
    if (stage) stages.push(stage);
  }
  return makePipeline(tokens, first, stages);
}

/** Takes the stages that follow, too. @throws TraceQLError */
export function takeMoreStages(tokens: Tokens, expression: Expression): Expression {
  return isSpanset(expression) ? takeStages(tokens, expression, []) : expression;
}

function takeStage(tokens: Tokens): Stage {
  if (tokens.isWord("by")) return takeBy(tokens);
  if (tokens.isWord("coalesce")) return takeCoalesce(tokens);
  if (tokens.isWord("select")) return takeSelect(tokens);
  const { type, text } = tokens.insideParentheses;
  if (tokens.isSymbol("{") || (type === "symbol" && text === "{")) return takeSpansets(tokens);
  if (tokens.isSymbol("(", "-") || tokens.isWord(...AGGREGATES) || ["int", "float", "duration"].includes(type))
    return takeScalarFilter(tokens);
  const words = [...STAGE_WORDS, ...METRICS_FUNCTIONS];
  const meant = tokens.current.type === "word" ? suggestion(tokens.current.text, words) : "";
  throw tokens.expected(`a stage of a pipeline ("{", ${words.join(", ")})`, meant);
}

function takeSpansets(tokens: Tokens): SpansetExpression {
  const { node, at, text } = takeOperations(tokens, OPERATORS);
  if (!isSpanset(node)) throw tokens.typeError(`expected a spanset as a stage of the pipeline, and ${inQuotes(text)} is none`, at);
  return node;
}
