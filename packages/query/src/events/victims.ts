import { Parameters, type Run } from "../statement.ts";
import { type Block, endOf } from "./block.ts";
import { idOf, stillOpen } from "./ended.ts";
import { OPEN_SPAN } from "./event-names.ts";
import { EVENT_COLUMNS, type EventRow } from "./event-row.ts";
import { type OpenSpan, openSpanOf } from "./open-span.ts";
import { runningOf, waitingFor } from "./waiting.ts";

/** A span that could not go on while a block lasted. */
export interface Victim {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly service: string;
  /** For how much of the block it ran, in nanoseconds. */
  readonly waitedNano: string;
}

export interface Victims {
  /** The longest waiting first. */
  readonly victims: readonly Victim[];
  readonly wereCut: boolean;
}

/** Spans of one block that are read, and that are given. */
const MAX_READ = 200;
const MAX_GIVEN = 100;

/** How long before a block a span may have begun, and how long after it a report of an open one may come. */
const LOOK_AROUND = 600_000_000_000n;

interface Overlapping {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly service: string;
  readonly resource: string;
  readonly startNano: string;
  readonly durationNano: string;
}

/** Finds the victims of each block, by its place in the list: ended and open spans of its process. */
export async function readVictims(run: Run, blocks: readonly Block[]): Promise<Victims[]> {
  if (blocks.length === 0) return [];
  const [ended, reported] = await Promise.all([readEnded(run, blocks), readReported(run, blocks)]);
  const open = new Set((await stillOpen(run, uniqueSpans(reported.map(({ span }) => span)))).map(idOf));
  return blocks.map((block, at) => {
    const endedNow = ended.filter((row) => row.at === at);
    const openNow = reported.flatMap((row) => (row.at === at && open.has(idOf(row.span)) ? [row.span] : []));
    const spans = [
      ...endedNow.map((span) => ({ span, running: runningOf(span, false) })),
      ...openNow.map((span) => ({ span, running: runningOf(span, true) })),
    ];
    const waited = waitingFor(block, new Map(spans.map(({ running }) => [running.id, running])));
    const victims = spans
      .map(({ span, running }) => ({ span, nanos: waited(running) }))
      .filter(({ nanos }) => nanos > 0n)
      .toSorted((a, b) => Number(b.nanos - a.nanos))
      .map(({ span: { traceId, spanId, name, service }, nanos }): Victim => ({
        traceId,
        spanId,
        name,
        service,
        waitedNano: String(nanos),
      }));
    return {
      victims: victims.slice(0, MAX_GIVEN),
      wereCut: victims.length > MAX_GIVEN || endedNow.length === MAX_READ || openNow.length === MAX_READ,
    };
  });
}

/** Those around the holder come first, so that they are known. */
function readEnded(run: Run, blocks: readonly Block[]): Promise<(Overlapping & { readonly at: number })[]> {
  const parameters = new Parameters();
  const selects = blocks.map(
    (block, at) => `SELECT * FROM (
  SELECT ${at} AS at, lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId,
    if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parentId, name, service, resource,
    toUnixTimestamp64Nano(time) AS startNano, duration AS durationNano
  FROM spans
  WHERE time >= ${parameters.time(BigInt(block.startNano) - LOOK_AROUND)} AND time < ${parameters.time(endOf(block))}
    AND resource = ${parameters.bind("UInt64", block.resource)}
    AND toUInt64(toUnixTimestamp64Nano(time)) + duration > ${parameters.bind("UInt64", block.startNano)}
  ORDER BY trace_id = ${parameters.traceId(block.traceId)} DESC, time DESC
  LIMIT ${MAX_READ}
)`,
  );
  return run(parameters.statement(selects.join("\nUNION ALL\n")));
}

async function readReported(run: Run, blocks: readonly Block[]): Promise<{ readonly at: number; readonly span: OpenSpan }[]> {
  const parameters = new Parameters();
  const selects = blocks.map(
    (block, at) => `SELECT * FROM (
  SELECT ${at} AS at, ${EVENT_COLUMNS}
  FROM logs
  WHERE time >= ${parameters.time(BigInt(block.startNano) - LOOK_AROUND)} AND time < ${parameters.time(endOf(block) + LOOK_AROUND)}
    AND service = ${parameters.bind("String", block.service)} AND resource = ${parameters.bind("UInt64", block.resource)}
    AND event_name = '${OPEN_SPAN}'
  ORDER BY trace_id = ${parameters.traceId(block.traceId)} DESC, time DESC
  LIMIT 1 BY trace_id, span_id
  LIMIT ${MAX_READ}
)`,
  );
  const rows = await run<EventRow & { readonly at: number }>(parameters.statement(selects.join("\nUNION ALL\n")));
  return rows.map((row) => ({ at: row.at, span: openSpanOf(row) }));
}

function uniqueSpans(spans: readonly OpenSpan[]): OpenSpan[] {
  return [...new Map(spans.map((span) => [idOf(span), span])).values()];
}
