import type { Field, Metrics, MetricsFunction, SpansetExpression } from "@throughline/traceql";
import { fieldsIn } from "../evaluate/fields.ts";
import { COMPARED } from "./compare.ts";

/**
 * What metrics functions are made of, as one expression: `(… | select(…)) || (…)`. A trace that does not match it adds nothing, so that
 * `filtersOf` and `requirement` of it find the traces, and `fieldsOf` of it names what must be fetched. To `compare`, all attributes
 * of spans and resources beside.
 */
export function sourceOf(metrics: readonly Metrics[]): SpansetExpression {
  const [first, ...rest] = metrics.map(withFields);
  if (!first) throw new Error("no metrics function");
  return rest.reduce((left, right) => ({ type: "spanset-operation", operator: "||", left, right }), first);
}

/** Whether the attributes themselves are the answer: all must be fetched. */
export function comparesAttributes(metrics: readonly Metrics[]): boolean {
  return metrics.some((each) => each.function.type === "compare");
}

function withFields({ source, function: of }: Metrics): SpansetExpression {
  const fields = fieldsOfFunction(of);
  if (fields.length === 0) return source;
  const stages = source.type === "pipeline" ? source.stages : ([source] as const);
  return { type: "pipeline", stages: [...stages, { type: "select", fields }] };
}

function fieldsOfFunction(of: MetricsFunction): readonly Field[] {
  if (of.type === "compare") return [...COMPARED, ...fieldsIn(of.selection)];
  return "of" in of ? [...of.by, of.of] : of.by;
}
