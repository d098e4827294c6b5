import type { SpansetFilter } from "@throughline/traceql";
import { Parameters, QueryTimeout, type Run, runBy, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { anyOf, type Candidate, endedSpans } from "./candidates.ts";
import type { Requirement } from "./evaluate/requirement.ts";
import { openSpansTable } from "./open-spans.ts";
import { type Plan, planOf } from "./plan.ts";
import type { FoundTraces, TraceSearch } from "./search.ts";
import { searchable } from "./searchable.ts";

/** After so long a search has read its first windows: those that find enough have ended by then. */
const PATIENCE_MS = 500;
/** How long it may be looked for one match of a filter: the search goes on meanwhile. */
const MAX_SECONDS = 5;

/**
 * Searches, and where that takes long, asks whether there is anything to find: a trace needs a span for each of several filters, and one
 * of them may match none in the range. Then nothing matches, and the search is stopped, which would read traces in vain until its deadline.
 */
export async function unlessHopeless<Trace extends Candidate>(
  run: Run,
  search: TraceSearch,
  find: (run: Run) => Promise<FoundTraces<Trace>>,
  patienceMs = PATIENCE_MS,
): Promise<FoundTraces<Trace>> {
  const plan = planOf(searchable(search.query));
  if (plan.requirement.type === "filter") return find(run);
  let isHopeless = false;
  const over = new AbortController();
  const timer = setTimeout(() => {
    isPossible(
      runBy(run, (statement) => run(statement, over.signal)),
      plan,
      search.range,
    ).then(
      (answer) => (isHopeless = !answer),
      () => {}, // not known: the search goes on
    );
  }, patienceMs);
  try {
    const found = await find(
      runBy(run, async (statement) => {
        if (isHopeless) throw new QueryTimeout("nothing can match");
        return run(statement);
      }),
    );
    return isHopeless && found.traces.length === 0 ? { traces: [], hasMore: false, cutTraces: 0, anyOpen: found.anyOpen } : found;
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

/** Whether spans of the range may meet what a trace needs, be they of different traces. */
export function isPossible(run: Run, { filters, requirement }: Plan, range: TimeRange): Promise<boolean> {
  return holds(requirement);

  async function holds(part: Requirement): Promise<boolean> {
    if (part.type === "filter") return matchesAny(run, filters[part.index] as SpansetFilter, range);
    for (const operand of part.operands) if ((await holds(operand)) === (part.type === "or")) return part.type === "or";
    return part.type === "and";
  }
}

async function matchesAny(run: Run, filter: SpansetFilter, range: TimeRange): Promise<boolean> {
  for (const statement of [endedStatement, openStatement]) if ((await run(statement(filter, range))).length > 0) return true;
  return false;
}

function endedStatement(filter: SpansetFilter, range: TimeRange): Statement {
  const parameters = new Parameters();
  return parameters.statement(`SELECT found FROM ${endedSpans(parameters, [filter], range, "1 AS found")}
LIMIT 1 SETTINGS max_execution_time = ${MAX_SECONDS}`);
}

function openStatement(filter: SpansetFilter, range: TimeRange): Statement {
  const parameters = new Parameters();
  return parameters.statement(`SELECT 1 AS found FROM ${openSpansTable(parameters, range)}
WHERE ${anyOf(parameters, [filter])}
LIMIT 1 SETTINGS max_execution_time = ${MAX_SECONDS}`);
}
