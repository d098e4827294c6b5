import { BLOCKED } from "../events/event-names.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

/** Blocks added up. */
export interface BlockNumbers {
  readonly count: number;
  readonly totalNano: bigint;
  readonly longestNano: bigint;
}

/** A place in the code, and what it blocked. */
export interface Culprit extends BlockNumbers {
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
  /** The longest of those that a span held; where none did, the longest. */
  readonly example: {
    readonly blockId: string;
    readonly traceId: string;
    readonly spanId: string;
    readonly startNano: bigint;
    readonly durationNano: bigint;
  };
}

/** What was blocked of one process, by the fingerprint of its resource. */
export interface BlockedResource extends BlockNumbers {
  readonly resource: string;
  /** By total time, most first. */
  readonly culprits: readonly Culprit[];
}

/** Places that are given of one process. */
export const MAX_CULPRITS = 10;

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
  readonly resource: string;
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
}

/** How long processes were blocked in a range, and by what. */
export async function readBlocked(run: Run, service: string, resources: readonly string[], range: TimeRange): Promise<BlockedResource[]> {
  const parameters = new Parameters();
  const among = `service = ${parameters.bind("String", service)} AND resource IN (SELECT toUInt64(arrayJoin(${parameters.strings(resources)})))`;
  const rows = await run<Row>(
    parameters.statement(`SELECT resource, function, file, line, count() AS blocks, sum(duration) AS total, max(duration) AS longest,
  sum(blocks) OVER (PARTITION BY resource) AS allBlocks, sum(total) OVER (PARTITION BY resource) AS allTotal,
  max(longest) OVER (PARTITION BY resource) AS allLongest,
  argMax((id, traceId, spanId, end - least(duration, end), duration), (traceId != '', duration)) AS example,
  example.1 AS exampleId, example.2 AS exampleTrace, example.3 AS exampleSpan, example.4 AS exampleStart, example.5 AS exampleDuration
FROM ${blocksTable(parameters, range, among)}
GROUP BY resource, function, file, line
ORDER BY resource, total DESC, function, file, line
LIMIT ${MAX_CULPRITS} BY resource`),
  );
  return [...Map.groupBy(rows, ({ resource }) => resource)].map(([resource, ofOne]) => ({
    resource,
    count: Number(ofOne[0]?.allBlocks ?? 0),
    totalNano: BigInt(ofOne[0]?.allTotal ?? 0),
    longestNano: BigInt(ofOne[0]?.allLongest ?? 0),
    culprits: ofOne.map(culpritOf),
  }));
}

function culpritOf(row: Row): Culprit {
  return {
    function: row.function || null,
    file: row.file || null,
    line: row.line || null,
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
