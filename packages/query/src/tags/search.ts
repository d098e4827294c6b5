import { Parameters, QueryTimeout, type Run, type Statement } from "../statement.ts";
import type { Candidate } from "../traceql/candidates.ts";
import { type TimeRange, widening } from "../windows.ts";
import { type Tag, tagPlaces } from "./condition.ts";

/** What one span of a trace must have, all of it: how Jaeger searches. */
export interface TagSearch {
  readonly service?: string;
  readonly operation?: string;
  readonly tags: readonly Tag[];
  /** In nanoseconds, both inclusive. */
  readonly minDuration?: bigint;
  readonly maxDuration?: bigint;
  /** A trace is found by the spans that begin in it. */
  readonly range: TimeRange;
  readonly limit: number;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

/** Finds traces that have such a span, newest first by that span, walking back in time in windows that widen until there are enough. */
export async function searchByTags(run: Run, search: TagSearch): Promise<readonly Candidate[]> {
  const found = new Map<string, Candidate>();
  try {
    for (const window of widening(search.range)) {
      if (performance.now() >= search.deadline) break;
      for (const candidate of await run<Candidate>(tagStatement(search, window)))
        if (!found.has(candidate.traceId)) found.set(candidate.traceId, candidate);
      if (found.size >= search.limit) break;
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
  }
  return [...found.values()].slice(0, search.limit);
}

/** Traces with such a span in the window, newest first. */
export function tagStatement(search: TagSearch, window: TimeRange): Statement {
  const parameters = new Parameters();
  const narrow = narrowing(parameters, search, window).join(" AND ");
  const places = search.tags.map((tag) => tagPlaces(parameters, tag));
  const all = places.map(({ anywhere }) => anywhere).join(" AND ");
  // One tag that is on the span itself is found by the index: the second way need not read attributes, by far the largest column.
  const other = places.length === 1 ? places[0]?.beside : all;
  const ways =
    places.length === 0
      ? [`WHERE ${narrow}`]
      : [
          `WHERE ${narrow} AND ${places.map(({ indexed }) => indexed).join(" AND ")} AND ${all}`,
          `PREWHERE ${narrow} AND (${places.map(({ elsewhere }) => elsewhere).join(" OR ")}) WHERE ${other}`,
        ];
  return parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, toUnixTimestamp64Nano(max(time)) AS newest
FROM (
  ${ways.map((way) => `SELECT trace_id, time FROM spans ${way}`).join("\n  UNION ALL\n  ")}
)
GROUP BY trace_id
ORDER BY newest DESC, trace_id DESC
LIMIT ${parameters.bind("UInt32", search.limit)}`);
}

/** All but the tags: cheap to read. The table of rates tells in which ten minutes the operation was called at all. */
function narrowing(parameters: Parameters, { service, operation, minDuration, maxDuration }: TagSearch, window: TimeRange): string[] {
  const from = parameters.time(window.from);
  const to = parameters.time(window.to);
  const called = [
    ...(service === undefined ? [] : [`service = ${parameters.bind("String", service)}`]),
    ...(operation === undefined ? [] : [`name = ${parameters.bind("String", operation)}`]),
  ];
  return [
    `time >= ${from} AND time < ${to}`,
    ...called,
    ...(service === undefined
      ? []
      : [
          `toStartOfTenMinutes(time) IN (SELECT toStartOfTenMinutes(minute) FROM red
    WHERE minute >= toStartOfMinute(${from}) AND minute < ${to} AND ${called.join(" AND ")})`,
        ]),
    ...(minDuration === undefined ? [] : [`duration >= ${parameters.bind("UInt64", minDuration)}`]),
    ...(maxDuration === undefined ? [] : [`duration <= ${parameters.bind("UInt64", maxDuration)}`]),
  ];
}
