import { type By, printBy } from "./by.ts";
import { type Coalesce, printCoalesce } from "./coalesce.ts";
import { printScalarFilter, type ScalarFilter } from "./scalar-filter.ts";
import { printSelect, type Select } from "./select.ts";
import type { SpansetExpression } from "./spanset-expression.ts";
import type { Tokens } from "./tokens.ts";

/** What is done with the sets of spans of each trace; a spanset expression filters the spans of each set. */
export type Stage = SpansetExpression | ScalarFilter | By | Coalesce | Select;

/** `spansets | stage | …`. Two stages or more, the first of them no pipeline itself. */
export interface Pipeline {
  readonly type: "pipeline";
  readonly stages: readonly [SpansetExpression, ...Stage[]];
}

/** The spansets themselves where no stage follows. */
export function makePipeline(tokens: Tokens, first: SpansetExpression, rest: readonly Stage[]): SpansetExpression {
  if (rest.length === 0) return first;
  const stages: Pipeline["stages"] = first.type === "pipeline" ? [...first.stages, ...rest] : [first, ...rest];
  return tokens.node({ type: "pipeline", stages: Object.freeze(stages) }, ...stages);
}

/** The pipeline as the language writes it. */
export function printPipeline({ stages }: Pipeline, printSpanset: (expression: SpansetExpression) => string): string {
  return stages.map((stage) => printStage(stage, printSpanset)).join(" | ");
}

function printStage(stage: Stage, printSpanset: (expression: SpansetExpression) => string): string {
  switch (stage.type) {
    case "scalar-filter":
      return printScalarFilter(stage);
    case "by":
      return printBy(stage);
    case "coalesce":
      return printCoalesce();
    case "select":
      return printSelect(stage);
    default:
      return printSpanset(stage);
  }
}
