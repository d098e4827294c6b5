import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { nanosOf } from "./percentiles.ts";

export interface RatesSelection {
  readonly services: readonly string[];
  /** A series for each operation of each service, not one for each service. */
  readonly byOperation: boolean;
  readonly kinds: readonly string[];
  readonly range: TimeRange;
  /** A multiple of 60: the table counts by the minute. */
  readonly stepSeconds: number;
  /** Which share of the durations is not longer than that of the points. Durations are by far the largest column: they are only read for this. */
  readonly quantile?: number;
}

/** What was called in one step. Steps without calls have none. */
export interface RatesPoint {
  readonly service: string;
  /** Empty: all of the service. */
  readonly operation: string;
  /** Unix seconds. */
  readonly start: number;
  readonly calls: number;
  readonly errors: number;
  /** What that share is not longer than, in nanoseconds; null: it was not asked for, or no duration is known. */
  readonly durationNano: string | null;
}

/** Most points of one answer. */
const MAX_POINTS = 100_000;

export interface StoredRates {
  readonly points: readonly RatesPoint[];
  /** There are more points than one answer holds: whole operations may be missing. */
  readonly wereCut: boolean;
}

/** Calls, errors and durations over time, of services or of their operations, by time. */
export async function readRates(run: Run, selection: RatesSelection): Promise<StoredRates> {
  const { services, byOperation, kinds, range, stepSeconds, quantile } = selection;
  const parameters = new Parameters();
  const duration =
    quantile === undefined
      ? ""
      : `, quantileExactWeightedArray(${parameters.bind("Float64", quantile)})(mapKeys(durations), mapValues(durations)) AS bucket, sumArray(mapValues(durations)) AS counted`;
  const rows = await run<{
    ofService: string;
    ofOperation: string;
    start: number;
    callCount: string;
    errorCount: string;
    bucket?: number;
    counted?: string;
  }>(
    parameters.statement(`SELECT toString(service) AS ofService, ${byOperation ? "toString(name)" : "''"} AS ofOperation,
  toUInt32(toUnixTimestamp(minute) - toUnixTimestamp(minute) % ${parameters.bind("UInt32", stepSeconds)}) AS start,
  sum(calls) AS callCount, sum(errors) AS errorCount${duration}
FROM red
WHERE minute >= toStartOfMinute(${parameters.time(range.from)}) AND minute < ${parameters.time(range.to)}
  AND service IN ${parameters.bind("Array(String)", services)} AND has(${parameters.bind("Array(String)", kinds)}, toString(kind))
GROUP BY ofService, ofOperation, start
ORDER BY ofService, ofOperation, start
LIMIT ${MAX_POINTS + 1}`),
  );
  const points = rows.slice(0, MAX_POINTS).map(({ ofService, ofOperation, start, callCount, errorCount, bucket = 0, counted = "0" }) => ({
    service: ofService,
    operation: ofOperation,
    start,
    calls: Number(callCount),
    errors: Number(errorCount),
    durationNano: counted === "0" ? null : nanosOf(bucket),
  }));
  return { points, wereCut: rows.length > MAX_POINTS };
}
