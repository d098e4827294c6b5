import type { SpansetFilter } from "@throughline/traceql";
import { Parameters, type Run, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import type { Candidate } from "./candidates.ts";
import type { Requirement } from "./evaluate/requirement.ts";
import { openSpansTable } from "./open-spans.ts";
import type { Plan } from "./plan.ts";
import { spanCondition } from "./sql/condition.ts";
import { both, either } from "./sql/operand.ts";

/**
 * Those of the candidates that have what the plan requires, among their ended and open spans of the range. A trace whose newest match is
 * another is left out: it belongs elsewhere, in another window or on the page before.
 */
export async function confirm(run: Run, plan: Plan, range: TimeRange, candidates: readonly Candidate[]): Promise<readonly Candidate[]> {
  if (candidates.length === 0) return [];
  const confirmed = await run<Candidate>(
    confirmStatement(
      plan,
      range,
      candidates.map(({ traceId }) => traceId),
    ),
  );
  const newest = new Map(confirmed.map((row) => [row.traceId, row.newest]));
  return candidates.filter((candidate) => newest.get(candidate.traceId) === candidate.newest);
}

/**
 * `newest` is over the whole range and the drivers, and of the same spans as that of the candidates: these were found without what is only
 * known of a few traces.
 */
export function confirmStatement({ filters, requirement, drivers }: Plan, range: TimeRange, traceIds: readonly string[]): Statement {
  const parameters = new Parameters();
  const ids = parameters.traceIds(traceIds);
  const asked = [...new Set(indexesIn(requirement))].map((index) => ({
    filter: filters[index] as SpansetFilter,
    name: `match${index}`,
    known: ids,
  }));
  const driven = drivers.map((filter, index) => {
    const same = asked.find((one) => one.filter === filter && !dependsOnTraces(filter));
    return same ?? { filter, name: `driven${index}`, known: undefined };
  });
  const matches = [...new Set([...asked, ...driven])]
    .map(({ filter, name, known }) => `(${spanCondition(parameters, filter, known).sql}) AS ${name}`)
    .join(", ");
  const bounds = `(SELECT min(start) FROM traces WHERE trace_id IN ${ids}) AND time <= (SELECT max(end) FROM traces WHERE trace_id IN ${ids})`;
  return parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, toUnixTimestamp64Nano(maxIf(time, ${either(...driven.map(({ name }) => name))})) AS newest
FROM (
  SELECT trace_id, time, ${matches} FROM spans
  WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND trace_id IN ${ids}
    AND time >= ${bounds}
  UNION ALL
  SELECT trace_id, time, ${matches} FROM ${openSpansTable(parameters, range, `trace_id IN ${ids}`)}
)
GROUP BY trace_id
HAVING ${having(requirement)}`);
}

/** Whether more is known of a row where it is known of which traces it is one. */
function dependsOnTraces(filter: SpansetFilter): boolean {
  return spanCondition(new Parameters(), filter, "()").sql !== spanCondition(new Parameters(), filter).sql;
}

function indexesIn(requirement: Requirement): readonly number[] {
  return requirement.type === "filter" ? [requirement.index] : requirement.operands.flatMap(indexesIn);
}

function having(requirement: Requirement): string {
  if (requirement.type === "filter") return `countIf(match${requirement.index}) > 0`;
  return (requirement.type === "and" ? both : either)(...requirement.operands.map(having));
}
