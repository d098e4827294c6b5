import type { FieldExpression, SpansetFilter } from "@throughline/traceql";
import { Parameters, type Run, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { attributeEquality } from "./attribute-equality.ts";
import { carriedBy } from "./correlated.ts";
import { idComparison } from "./sql/id.ts";
import { implied } from "./sql/implied.ts";
import { both, either, Row } from "./sql/operand.ts";
import { literalOnTheRight } from "./sql/swapped.ts";

/**
 * The part of the range in which ended spans may match one of the filters, where each of them names its traces, by ID or correlation
 * ID: the tables of these tell when they ran, which spares reading the rest. `undefined`: in none of it.
 */
export async function narrowed(run: Run, filters: readonly SpansetFilter[], range: TimeRange): Promise<TimeRange | undefined> {
  const statement = boundsStatement(filters);
  if (!statement) return range;
  const [row] = await run<{ found: string; startNano: string; endNano: string }>(statement);
  if (!row || row.found === "0") return undefined;
  const [start, end] = [BigInt(row.startNano), BigInt(row.endNano) + 1n];
  const from = start > range.from ? start : range.from;
  const to = end < range.to ? end : range.to;
  return from < to ? { from, to } : undefined;
}

function boundsStatement(filters: readonly SpansetFilter[]): Statement | undefined {
  const parameters = new Parameters();
  const traces = filters.map(({ condition }) => condition && namedTraces(new Row(parameters), condition));
  if (traces.some((named) => named === undefined)) return undefined;
  return parameters.statement(`SELECT count() AS found, toUnixTimestamp64Nano(min(start)) AS startNano, toUnixTimestamp64Nano(max(end)) AS endNano
FROM traces
WHERE ${either(...(traces as string[]))}`);
}

/** Condition on a row of `traces` that its spans may match. */
function namedTraces(row: Row, condition: FieldExpression): string | undefined {
  return implied<string>(
    condition,
    (part) => namedTrace(row, part),
    (parts) => both(...parts),
    (parts) => either(...parts),
  );
}

function namedTrace(row: Row, expression: FieldExpression): string | undefined {
  if (expression.type !== "comparison" || expression.operator !== "=") return undefined;
  const { left } = literalOnTheRight(expression);
  if (left.type === "intrinsic") return left.name === "trace:id" ? idComparison(row, expression)?.sql : undefined;
  const equality = attributeEquality(expression);
  return equality?.scope === "span" ? carriedBy(row.parameters, equality.key, equality.literal) : undefined;
}
