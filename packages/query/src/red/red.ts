import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { bucketColumns, DurationHistogram, type Percentiles } from "./duration-histogram.ts";

export interface RedSelection {
  /** All services, one series each, if left out; else one series for each operation of this one. */
  readonly service?: string;
  readonly operation?: string;
  /** Spans of these kinds; all if left out. */
  readonly kinds?: readonly string[];
  readonly range: TimeRange;
  readonly stepSeconds: number;
  /** The most called so many have a series of their own. */
  readonly maxSeries: number;
}

/** What is said of some spans. */
export interface RedNumbers extends Percentiles {
  readonly calls: number;
  readonly errors: number;
}

export interface RedPoint extends RedNumbers {
  /** When the step begins. */
  readonly timeUnixNano: string;
}

export interface RedSeries extends RedNumbers {
  readonly points: readonly RedPoint[];
}

export interface StoredRed {
  readonly total: RedSeries;
  /** The most called first. */
  readonly series: readonly (RedSeries & { readonly service: string; readonly operation: string | null; readonly kind: string | null })[];
  readonly seriesWereCut: boolean;
  /** Calls whose durations are not known: they were stored before durations were counted. */
  readonly callsWithoutDuration: number;
}

/** One step of one service or operation; of all that have no series of their own together. */
interface Row {
  readonly isOwn: 0 | 1;
  readonly ofService: string;
  readonly ofOperation: string;
  readonly ofKind: string;
  /** Unix seconds. */
  readonly start: number;
  readonly callCount: string;
  readonly errorCount: string;
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
}

/** Rate, errors and duration over time, to the minute: of all that is selected, and of each service or operation. Steps begin at multiples of their length. */
export async function readRed(run: Run, selection: RedSelection): Promise<StoredRed> {
  const rows = await readSteps(run, selection);
  const starts = startsOf(selection);
  const total = seriesOf(rows, starts);
  const own = Map.groupBy(
    rows.filter(({ isOwn }) => isOwn),
    ({ ofService, ofOperation, ofKind }) => JSON.stringify([ofService, ofOperation, ofKind]),
  );
  const series = [...own.values()].map((ofOne) => {
    const { ofService: service, ofOperation, ofKind } = ofOne[0] as Row;
    const names = selection.service === undefined ? { operation: null, kind: null } : { operation: ofOperation, kind: ofKind };
    return { service, ...names, ...seriesOf(ofOne, starts) };
  });
  return {
    total,
    series: series.toSorted((a, b) => b.calls - a.calls || (nameOf(a) < nameOf(b) ? -1 : 1)),
    seriesWereCut: rows.some(({ isOwn }) => !isOwn),
    callsWithoutDuration: total.calls - histogramOf(rows).count,
  };
}

function nameOf({ service, operation, kind }: { service: string; operation: string | null; kind: string | null }): string {
  return `${service} ${operation} ${kind}`;
}

async function readSteps(run: Run, { service, operation, kinds, range, stepSeconds, maxSeries }: RedSelection): Promise<Row[]> {
  const parameters = new Parameters();
  const key = service === undefined ? "service" : "(name, kind)";
  const where = [
    `minute >= toDateTime(${parameters.bind("UInt32", firstStep(range, stepSeconds))}, 'UTC')`,
    `minute < ${parameters.time(range.to)}`,
    ...(service === undefined ? [] : [`service = ${parameters.bind("String", service)}`]),
    ...(operation === undefined ? [] : [`name = ${parameters.bind("String", operation)}`]),
    ...(kinds === undefined ? [] : [`has(${parameters.strings(kinds)}, toString(kind))`]),
  ].join(" AND ");
  return run<Row>(
    parameters.statement(`SELECT
  ${key} IN (SELECT ${key} FROM red WHERE ${where} GROUP BY ${key} ORDER BY sum(calls) DESC, ${key} LIMIT ${parameters.bind("UInt32", maxSeries)}) AS isOwn,
  if(isOwn, toString(service), '') AS ofService,
  ${service === undefined ? "'' AS ofOperation, '' AS ofKind" : "if(isOwn, toString(name), '') AS ofOperation, if(isOwn, toString(kind), '') AS ofKind"},
  toUInt32(toUnixTimestamp(minute) - toUnixTimestamp(minute) % ${parameters.bind("UInt32", stepSeconds)}) AS start,
  sum(calls) AS callCount,
  sum(errors) AS errorCount,
  ${bucketColumns("sumMap(durations)")}
FROM red
WHERE ${where}
GROUP BY isOwn, ofService, ofOperation, ofKind, start`),
  );
}

/** Of some rows, with a point for each step, be it empty. */
function seriesOf(rows: readonly Row[], starts: readonly number[]): RedSeries {
  const byStart = Map.groupBy(rows, ({ start }) => start);
  return {
    ...numbersOf(rows),
    points: starts.map((start) => ({ timeUnixNano: `${start}000000000`, ...numbersOf(byStart.get(start) ?? []) })),
  };
}

function numbersOf(rows: readonly Row[]): RedNumbers {
  return {
    calls: rows.reduce((sum, { callCount }) => sum + Number(callCount), 0),
    errors: rows.reduce((sum, { errorCount }) => sum + Number(errorCount), 0),
    ...histogramOf(rows).percentiles(),
  };
}

function histogramOf(rows: readonly Row[]): DurationHistogram {
  const histogram = new DurationHistogram();
  for (const { buckets, counts } of rows) histogram.add(buckets, counts);
  return histogram;
}

/** When the step in which the range begins begins, in Unix seconds. */
function firstStep({ from }: TimeRange, stepSeconds: number): number {
  const seconds = Number(from / 1_000_000_000n);
  return seconds - (seconds % stepSeconds);
}

function startsOf({ range, stepSeconds }: RedSelection): number[] {
  const first = firstStep(range, stepSeconds);
  const end = Number((range.to + 999_999_999n) / 1_000_000_000n);
  return Array.from({ length: Math.max(1, Math.ceil((end - first) / stepSeconds)) }, (_, index) => first + index * stepSeconds);
}
