import { codeFrame } from "@throughline/model";
import { LONGEST_REPORT_INTERVAL, REPORT_DELAY } from "../rows/span-json.ts";
import { Parameters, type Run } from "../statement.ts";
import { anyReportStatement, openSpansTable } from "../traceql/open-spans.ts";
import type { TimeRange } from "../windows.ts";

/** Spans of one operation that have not ended, and that were started at one place in the code. Times in Unix nanoseconds. */
export interface OpenGroup {
  readonly name: string;
  readonly kind: string;
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly count: number;
  /** Those of them that are most likely no longer heard of. */
  readonly lost: number;
  readonly oldest: { readonly traceId: string; readonly spanId: string; readonly startNano: bigint };
  readonly newestStartNano: bigint;
  /** The newest report of any of them. */
  readonly reportedNano: bigint;
  /** No span of the operation that began since has ended, to the minute; null: none of the range has. */
  readonly noneEndedSinceNano: bigint | null;
}

/** The open spans of a service. */
export interface OpenSpans {
  readonly count: number;
  readonly longestNano: bigint;
  /** Those whose oldest span is the oldest come first. */
  readonly groups: readonly OpenGroup[];
}

/** Groups that are given of one service. */
export const MAX_OPEN_GROUPS = 20;

interface Row {
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly place: string;
  readonly found: string;
  readonly lost: string;
  readonly all: string;
  readonly longest: string;
  readonly oldestTrace: string;
  readonly oldestSpan: string;
  readonly oldestStart: string;
  readonly newestStart: string;
  readonly reported: string;
}

/** The spans of a range that have not ended, by service. `now` in Unix nanoseconds tells those that are lost. */
export async function readOpenSpans(run: Run, range: TimeRange, now: bigint): Promise<Map<string, OpenSpans>> {
  if ((await run(anyReportStatement(range))).length === 0) return new Map();
  const rows = await readGroups(run, range, now);
  const ended = rows.length === 0 ? new Map<string, bigint>() : await readEndedUntil(run, range, rows);
  return new Map(
    [...Map.groupBy(rows, ({ service }) => service)].map(([service, ofOne]) => [
      service,
      {
        count: Number(ofOne[0]?.all ?? 0),
        longestNano: BigInt(ofOne[0]?.longest ?? 0),
        groups: ofOne.map((row) => groupOf(row, ended.get(keyOf(row)) ?? null)),
      },
    ]),
  );
}

function readGroups(run: Run, range: TimeRange, now: bigint): Promise<Row[]> {
  const parameters = new Parameters();
  const number = (key: string): string => `toUInt64OrZero(attributes['throughline.span.${key}'])`;
  const reported = `toUInt64(toUnixTimestamp64Nano(time)) + duration`;
  const due = `${reported} + 2 * if(${number("next_report_nano")} = 0, ${LONGEST_REPORT_INTERVAL}, ${number("next_report_nano")}) + ${REPORT_DELAY}`;
  return run<Row>(
    parameters.statement(`WITH splitByChar('\\n', attributes['code.stacktrace']) AS frames,
  arrayFirst(frame -> position(frame, 'node_modules') = 0, frames) AS own,
  if(own = '', frames[1], own) AS place
SELECT service, name, kind, place,
  count() AS found,
  countIf(attributes['throughline.span.last_words'] != '' OR ${due} < ${parameters.bind("UInt64", now)}) AS lost,
  sum(found) OVER (PARTITION BY service) AS all,
  max(max(duration)) OVER (PARTITION BY service) AS longest,
  argMin((lower(hex(trace_id)), lower(hex(span_id))), (time, span_id)) AS oldest, oldest.1 AS oldestTrace, oldest.2 AS oldestSpan,
  toUnixTimestamp64Nano(min(time)) AS oldestStart, toUnixTimestamp64Nano(max(time)) AS newestStart, max(${reported}) AS reported
FROM ${openSpansTable(parameters, range)}
GROUP BY service, name, kind, place
ORDER BY service, oldestStart, name, kind, place
LIMIT ${MAX_OPEN_GROUPS} BY service`),
  );
}

/** Until when spans of these operations began that have ended. */
async function readEndedUntil(run: Run, { from }: TimeRange, rows: readonly Row[]): Promise<Map<string, bigint>> {
  const parameters = new Parameters();
  // Names can be too long for a parameter: their beginnings are asked for.
  const beginnings = (key: "service" | "name") =>
    `substringUTF8(${key}, 1, ${BEGINNING}) IN (SELECT arrayJoin(${parameters.strings([...new Set(rows.map((row) => beginningOf(row[key])))])}))`;
  const ended = await run<{ service: string; name: string; kind: string; until: number }>(
    parameters.statement(`SELECT service, name, toString(kind) AS kind, toUnixTimestamp(max(minute)) + 60 AS until
FROM red
WHERE minute >= toStartOfMinute(${parameters.time(from)}) AND ${beginnings("service")} AND ${beginnings("name")}
GROUP BY service, name, kind`),
  );
  return new Map(ended.map((row) => [keyOf(row), BigInt(row.until) * 1_000_000_000n]));
}

const BEGINNING = 40;

function beginningOf(name: string): string {
  return Array.from(name).slice(0, BEGINNING).join("");
}

function keyOf({ service, name, kind }: Pick<Row, "service" | "name" | "kind">): string {
  return JSON.stringify([service, name, kind]);
}

function groupOf(row: Row, noneEndedSinceNano: bigint | null): OpenGroup {
  const frame = codeFrame(row.place);
  return {
    name: row.name,
    kind: row.kind,
    function: frame?.function ?? null,
    file: frame?.file ?? null,
    line: frame?.line ?? null,
    count: Number(row.found),
    lost: Number(row.lost),
    oldest: { traceId: row.oldestTrace, spanId: row.oldestSpan, startNano: BigInt(row.oldestStart) },
    newestStartNano: BigInt(row.newestStart),
    reportedNano: BigInt(row.reported),
    noneEndedSinceNano,
  };
}
