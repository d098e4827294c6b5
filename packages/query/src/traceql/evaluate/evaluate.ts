import type { SpansetExpression } from "@throughline/traceql";
import { compileSpansetExpression } from "./spanset-expression.ts";
import type { EvalSpan, EvalTrace, Spanset } from "./span.ts";
import type { Select } from "./subset.ts";
import { viewOf } from "./trace-view.ts";

const compiled = new WeakMap<SpansetExpression, Select>();

/**
 * The spansets of a trace that match; none: the trace does not match. The meaning of each element stands with it, in this folder.
 * @throws for a regular expression that is no RE2
 */
export function evaluate(expression: SpansetExpression, trace: EvalTrace): readonly Spanset[] {
  const all = { indexes: trace.spans.map((_, index) => index), groups: [], scalars: [] };
  if (all.indexes.length === 0) return [];
  return selectOf(expression)(all, viewOf(trace)).map(({ indexes, groups, scalars }) => ({
    spans: indexes.map((index) => trace.spans[index] as EvalSpan),
    groups,
    scalars,
  }));
}

/** Compiled once for all traces. */
function selectOf(expression: SpansetExpression): Select {
  const known = compiled.get(expression);
  if (known) return known;
  const select = compileSpansetExpression(expression);
  compiled.set(expression, select);
  return select;
}
