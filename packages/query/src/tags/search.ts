import { NO_PROBE } from "../events/event-names.ts";
import { Parameters, QueryTimeout, type Run, type Statement } from "../statement.ts";
import type { Candidate } from "../traceql/candidates.ts";
import { anyReportStatement, openSpansTable } from "../traceql/open-spans.ts";
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

export interface FoundByTags {
  readonly traces: readonly Candidate[];
  /** The search was stopped: only what is newer, in Unix nanoseconds, was looked at. */
  readonly searchedFrom?: bigint;
}

/** Finds traces that have such a span, ended or not, newest first by that span, walking back in time in windows that widen until there are enough. */
export async function searchByTags(run: Run, search: TagSearch): Promise<FoundByTags> {
  const found = new Map<string, Candidate>();
  const openOnes = findOpen(run, search);
  openOnes.catch(() => {}); // it is awaited below, unless another fails before
  let searchedFrom = search.range.to;
  const traces = () => [...found.values()].slice(0, search.limit);
  try {
    for (const window of widening(search.range)) {
      if (performance.now() >= search.deadline) return { traces: traces(), searchedFrom };
      const ended = await run<Candidate>(tagStatement(search, window));
      const open = (await openOnes).filter(({ newest }) => BigInt(newest) >= window.from && BigInt(newest) < window.to);
      for (const candidate of [...ended, ...open].toSorted(newestFirst))
        if (!found.has(candidate.traceId)) found.set(candidate.traceId, candidate);
      if (found.size >= search.limit) break;
      searchedFrom = window.from;
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
    return { traces: traces(), searchedFrom };
  }
  return { traces: traces() };
}

/** Traces with such a span that has not ended, as of its last report. There are few, so that they are looked for once, not bit by bit. */
async function findOpen(run: Run, search: TagSearch): Promise<readonly Candidate[]> {
  if ((await run(anyReportStatement(search.range))).length === 0) return [];
  const parameters = new Parameters();
  const conditions = [...ofSpan(parameters, search), ...search.tags.map((tag) => tagPlaces(parameters, tag).anywhere)];
  return run<Candidate>(
    parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, toUnixTimestamp64Nano(max(time)) AS newest
FROM (SELECT *, '' AS trace_state FROM ${openSpansTable(parameters, search.range)})
WHERE ${["true", ...conditions].join(" AND ")}
GROUP BY trace_id
ORDER BY newest DESC, trace_id DESC
LIMIT ${parameters.bind("UInt32", search.limit)}`),
  );
}

function newestFirst(a: Candidate, b: Candidate): number {
  const difference = BigInt(b.newest) - BigInt(a.newest);
  return difference === 0n ? (a.traceId < b.traceId ? 1 : -1) : difference < 0n ? -1 : 1;
}

/** Traces with such a span that has ended, in the window, newest first. */
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
function narrowing(parameters: Parameters, search: TagSearch, window: TimeRange): string[] {
  const from = parameters.time(window.from);
  const to = parameters.time(window.to);
  const called = `SELECT toStartOfTenMinutes(minute) FROM red
    WHERE minute >= toStartOfMinute(${from}) AND minute < ${to} AND ${calledAs(parameters, search).join(" AND ")}`;
  return [
    `time >= ${from} AND time < ${to}`,
    ...ofSpan(parameters, search),
    search.service === undefined ? NO_PROBE : `toStartOfTenMinutes(time) IN (${called})`,
  ];
}

function ofSpan(parameters: Parameters, search: TagSearch): string[] {
  const { minDuration, maxDuration } = search;
  return [
    ...calledAs(parameters, search),
    ...(minDuration === undefined ? [] : [`duration >= ${parameters.bind("UInt64", minDuration)}`]),
    ...(maxDuration === undefined ? [] : [`duration <= ${parameters.bind("UInt64", maxDuration)}`]),
  ];
}

function calledAs(parameters: Parameters, { service, operation }: TagSearch): string[] {
  return [
    ...(service === undefined ? [] : [`service = ${parameters.bind("String", service)}`]),
    ...(operation === undefined ? [] : [`name = ${parameters.bind("String", operation)}`]),
  ];
}
