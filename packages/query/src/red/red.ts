import { NO_PROBE } from "../events/event-names.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { percentileColumns, type PercentileColumns, type Percentiles, percentilesOf } from "./percentiles.ts";

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

/** What is said of a series, or of all that is selected, in a step or in the whole range. */
interface Row extends PercentileColumns {
  /** Whether it has a series of its own, else it is of all that have none together; and its names. */
  readonly series: readonly [isOwn: boolean, ...names: string[]];
  readonly isOfAll: 0 | 1;
  /** When the step begins, in Unix seconds. */
  readonly start: number;
  readonly isOfRange: 0 | 1;
  readonly callCount: string;
  readonly errorCount: string;
}

/** Rate, errors and duration over time, to the minute: of all that is selected, and of each service or operation. Steps begin at multiples of their length. */
export async function readRed(run: Run, selection: RedSelection): Promise<StoredRed> {
  const { service } = selection;
  const starts = startsOf(selection);
  const rows = await readRows(run, selection, starts.length);
  const {
    all = [],
    own = [],
    others = [],
  } = Object.groupBy(rows, ({ isOfAll, series: [isOwn] }) => (isOfAll ? "all" : isOwn ? "own" : "others"));
  const series = [...Map.groupBy(own, ({ series: names }) => JSON.stringify(names)).values()].map((ofOne) => {
    const [, name = "", kind = ""] = ofOne[0]?.series ?? [];
    const names = service === undefined ? { service: name, operation: null, kind: null } : { service, operation: name, kind };
    return { ...names, ...seriesOf(ofOne, starts) };
  });
  const total = seriesOf(all, starts);
  return {
    total,
    series: series.toSorted((a, b) => b.calls - a.calls || (nameOf(a) < nameOf(b) ? -1 : 1)),
    seriesWereCut: others.length > 0,
    callsWithoutDuration: total.calls - Number(all.find(({ isOfRange }) => isOfRange)?.counted ?? 0),
  };
}

function nameOf({ service, operation, kind }: { service: string; operation: string | null; kind: string | null }): string {
  return `${service} ${operation} ${kind}`;
}

async function readRows(
  run: Run,
  { service, operation, kinds, range, stepSeconds, maxSeries }: RedSelection,
  points: number,
): Promise<Row[]> {
  const parameters = new Parameters();
  const where = [
    `minute >= toDateTime(${parameters.bind("UInt32", firstStep(range, stepSeconds))}, 'UTC')`,
    `minute < ${parameters.time(range.to)}`,
    service === undefined ? NO_PROBE : `service = ${parameters.bind("String", service)}`,
    ...(operation === undefined ? [] : [`name = ${parameters.bind("String", operation)}`]),
    ...(kinds === undefined ? [] : [`has(${parameters.strings(kinds)}, toString(kind))`]),
  ].join(" AND ");
  const isMostCalled = (key: string) =>
    `${key} IN (SELECT ${key} FROM red WHERE ${where} GROUP BY ${key} ORDER BY sum(calls) DESC, ${key} LIMIT ${parameters.bind("UInt32", maxSeries)})`;
  const areFew = service === undefined && (await areServicesAtMost(run, Math.min(maxSeries, Math.floor(MAX_DENSE / points))));
  const [key, series] = areFew
    ? ["service", "(true, toString(key))"]
    : service === undefined
      ? [`if(${isMostCalled("service")}, (true, service), (false, ''))`, "key"]
      : [`if(${isMostCalled("(name, kind)")}, (true, name, kind), (false, '', 'unspecified'))`, "key"];
  return run<Row>(
    parameters.statement(`WITH ${key} AS key
SELECT
  ${series} AS series,
  grouping(key) = 1 AS isOfAll,
  toUInt32(toUnixTimestamp(minute) - toUnixTimestamp(minute) % ${parameters.bind("UInt32", stepSeconds)}) AS start,
  grouping(start) = 1 AS isOfRange,
  sum(calls) AS callCount,
  sum(errors) AS errorCount,
  ${percentileColumns(areFew ? "dense" : "sparse")}
FROM red
WHERE ${where}
GROUP BY key, start WITH CUBE`),
  );
}

/** Of so many steps of series there is memory for their percentiles to be found in less time: half a gigabyte. */
const MAX_DENSE = 10_000;

/** Whether no more services are known than these: then all have series, and which are the most called need not be asked. */
async function areServicesAtMost(run: Run, most: number): Promise<boolean> {
  const parameters = new Parameters();
  const services = await run(parameters.statement(`SELECT DISTINCT service FROM resources LIMIT ${parameters.bind("UInt32", most + 1)}`));
  return services.length <= most;
}

/** Of some rows, with a point for each step, be it empty. */
function seriesOf(rows: readonly Row[], starts: readonly number[]): RedSeries {
  const ofRange = rows.find(({ isOfRange }) => isOfRange);
  const byStart = new Map(rows.filter(({ isOfRange }) => !isOfRange).map((row) => [row.start, row]));
  return {
    ...numbersOf(ofRange),
    points: starts.map((start) => ({ timeUnixNano: `${start}000000000`, ...numbersOf(byStart.get(start)) })),
  };
}

/** `undefined`: nothing was called. */
function numbersOf(row: Row | undefined): RedNumbers {
  if (!row) return { calls: 0, errors: 0, p50Nano: null, p95Nano: null, p99Nano: null };
  return { calls: Number(row.callCount), errors: Number(row.errorCount), ...percentilesOf(row) };
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
