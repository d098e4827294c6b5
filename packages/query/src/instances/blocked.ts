import { blocksOf } from "../events/block.ts";
import { BLOCKED } from "../events/event-names.ts";
import { EVENT_COLUMNS, type EventRow } from "../events/event-row.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { type Callers, callersOf } from "./callers.ts";

/** Blocks added up. */
export interface BlockNumbers {
  readonly count: number;
  readonly totalNano: bigint;
  readonly longestNano: bigint;
}

/** A place in the code, what it blocked, and who called it in the longest of its blocks. */
export interface Culprit extends BlockNumbers, Callers {
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
  /** When its newest blocks began. */
  readonly starts: readonly bigint[];
  /** The longest of those that a span held; where none did, the longest. */
  readonly example: {
    readonly blockId: string;
    readonly traceId: string;
    readonly spanId: string;
    readonly startNano: bigint;
    readonly durationNano: bigint;
  };
}

/** What was blocked of one service, or of one process, by the fingerprint of its resource. */
export interface Blocked extends BlockNumbers {
  readonly of: string;
  /** By total time, most first. */
  readonly culprits: readonly Culprit[];
}

/** Places that are given of one process or service. */
export const MAX_CULPRITS = 10;

/** Blocks of one place of which the rhythm is told. */
const MAX_STARTS = 200;

/** Blocks that were reported in a range, one row each: of several reports of one block the longest is the truth. */
export function blocksTable(parameters: Parameters, { from, to }: TimeRange, among = "true"): string {
  const attribute = (key: string): string => `attributes['${key}']`;
  return `(
  SELECT service, resource, ${attribute("throughline.block.id")} AS id, toUInt64OrZero(${attribute("throughline.block.duration_nano")}) AS duration,
    ${attribute("code.function.name")} AS function, ${attribute("code.file.path")} AS file, toUInt32OrZero(${attribute("code.line.number")}) AS line,
    if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId,
    if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId, toUInt64(toUnixTimestamp64Nano(time)) AS end
  FROM logs
  WHERE time >= ${parameters.time(from)} AND time < ${parameters.time(to)} AND event_name = '${BLOCKED}' AND ${among}
  ORDER BY duration DESC
  LIMIT 1 BY id
)`;
}

interface Row {
  readonly of: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly blocks: string;
  readonly total: string;
  readonly longest: string;
  readonly allBlocks: string;
  readonly allTotal: string;
  readonly allLongest: string;
  readonly exampleId: string;
  readonly exampleTrace: string;
  readonly exampleSpan: string;
  readonly exampleStart: string;
  readonly exampleDuration: string;
  readonly starts: readonly string[];
}

/** How long some processes of a service were blocked in a range, and by what. */
export function readBlockedProcesses(run: Run, service: string, resources: readonly string[], range: TimeRange): Promise<Blocked[]> {
  const parameters = new Parameters();
  const among = `service = ${parameters.bind("String", service)} AND resource IN (SELECT toUInt64(arrayJoin(${parameters.strings(resources)})))`;
  return readBlocked(run, parameters, range, "resource", among);
}

/** How long the event loops of services were blocked in a range, and by what. */
export function readBlockedServices(run: Run, range: TimeRange): Promise<Blocked[]> {
  return readBlocked(run, new Parameters(), range, "service");
}

async function readBlocked(
  run: Run,
  parameters: Parameters,
  range: TimeRange,
  by: "resource" | "service",
  among?: string,
): Promise<Blocked[]> {
  const rows = await run<Row>(
    parameters.statement(`SELECT toString(${by}) AS of, function, file, line, count() AS blocks, sum(duration) AS total, max(duration) AS longest,
  sum(blocks) OVER (PARTITION BY of) AS allBlocks, sum(total) OVER (PARTITION BY of) AS allTotal,
  max(longest) OVER (PARTITION BY of) AS allLongest,
  argMax((id, traceId, spanId, end - least(duration, end), duration), (traceId != '', duration, end, id)) AS example,
  example.1 AS exampleId, example.2 AS exampleTrace, example.3 AS exampleSpan, example.4 AS exampleStart, example.5 AS exampleDuration,
  arraySlice(arrayReverseSort(groupArray(end - least(duration, end))), 1, ${MAX_STARTS}) AS starts
FROM ${blocksTable(parameters, range, among)}
GROUP BY of, function, file, line
ORDER BY of, total DESC, function, file, line
LIMIT ${MAX_CULPRITS} BY of`),
  );
  const stacks = await readStacks(
    run,
    range,
    rows.map(({ exampleId }) => exampleId),
  );
  return [...Map.groupBy(rows, ({ of }) => of)].map(([of, ofOne]) => ({
    of,
    count: Number(ofOne[0]?.allBlocks ?? 0),
    totalNano: BigInt(ofOne[0]?.allTotal ?? 0),
    longestNano: BigInt(ofOne[0]?.allLongest ?? 0),
    culprits: ofOne.map((row) => culpritOf(row, stacks.get(row.exampleId) ?? [])),
  }));
}

/** The stacks of some blocks, by their IDs: of all blocks they would be too much to sort. */
async function readStacks(run: Run, range: TimeRange, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const parameters = new Parameters();
  const rows = await run<EventRow>(
    parameters.statement(`SELECT ${EVENT_COLUMNS}
FROM logs
WHERE time >= ${parameters.time(range.from)} AND time < ${parameters.time(range.to)} AND event_name = '${BLOCKED}'
  AND attributes['throughline.block.id'] IN (SELECT arrayJoin(${parameters.strings(ids)}))
ORDER BY toUInt64OrZero(attributes['throughline.block.duration_nano']) DESC
LIMIT 1 BY attributes['throughline.block.id']`),
  );
  return new Map(blocksOf(rows).map(({ blockId, stacks }) => [blockId, stacks]));
}

function culpritOf(row: Row, stacks: readonly string[]): Culprit {
  const place = { function: row.function || null, file: row.file || null, line: row.line || null };
  return {
    ...place,
    ...callersOf(stacks, place),
    starts: row.starts.map(BigInt),
    count: Number(row.blocks),
    totalNano: BigInt(row.total),
    longestNano: BigInt(row.longest),
    example: {
      blockId: row.exampleId,
      traceId: row.exampleTrace,
      spanId: row.exampleSpan,
      startNano: BigInt(row.exampleStart),
      durationNano: BigInt(row.exampleDuration),
    },
  };
}
