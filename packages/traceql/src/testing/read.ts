import { TraceQLError } from "../error.ts";
import type { FieldExpression } from "../field-expression.ts";
import type { Stage } from "../pipeline.ts";
import { parse, print } from "../query.ts";

/** What `parse` says of a text that is wrong: its kind, the problem and where, as `line:column`. */
export function errorOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof TraceQLError)) throw error;
    const { kind, position } = error;
    return `${kind} ${position?.line}:${position?.column} ${error.message.replace(/^TraceQL: /, "").replace(/ \(line \d+, column \d+\)$/, "")}`;
  }
  throw new Error(`parsed: ${text}`);
}

/** The condition of a query that is one spanset filter. */
export function conditionOf(text: string): FieldExpression | undefined {
  const { expression } = parse(text);
  if (expression.type !== "spanset-filter") throw new Error(`no spanset filter: ${text}`);
  return expression.condition;
}

/** The second stage of a query that is a pipeline. */
export function stageOf(text: string): Stage | undefined {
  const { expression } = parse(text);
  if (expression.type !== "pipeline") throw new Error(`no pipeline: ${text}`);
  return expression.stages[1];
}

/** The text that `print` writes for what `parse` reads. */
export function rewritten(text: string): string {
  return print(parse(text));
}
