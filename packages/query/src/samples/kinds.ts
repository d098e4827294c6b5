import { Parameters, type Run } from "../statement.ts";
import { type SampleScope, samplesTable } from "./scope.ts";

/** Samples of one type and unit. Times in Unix nanoseconds. */
export interface SampleKind {
  readonly type: string;
  readonly unit: string;
  readonly samples: number;
  /** Sum of their values, in the unit. */
  readonly weight: number;
  /** What one of them stands for, in the unit; 0: not known, or not the same for all. */
  readonly period: number;
  /** Spans that at least one of them belongs to. */
  readonly spans: number;
  readonly processes: number;
  readonly services: readonly string[];
  readonly first: bigint;
  /** When the last was taken. */
  readonly newest: bigint;
  /** When the last was taken, or what was gathered last ended. */
  readonly end: bigint;
}

interface KindRow {
  readonly type: string;
  readonly unit: string;
  readonly taken: string;
  readonly weight: string;
  readonly leastPeriod: string;
  readonly mostPeriod: string;
  readonly spans: string;
  readonly processes: string;
  readonly services: readonly string[];
  readonly firstNano: string;
  readonly newestNano: string;
  readonly endNano: string;
}

/** The kinds of samples in a scope, by name; where a type has several units, the one with most samples first. */
export async function readSampleKinds(run: Run, scope: SampleScope): Promise<SampleKind[]> {
  const parameters = new Parameters();
  const rows = await run<KindRow>(
    parameters.statement(`SELECT type, unit, sum(count) AS taken, sum(value) AS weight, min(period) AS leastPeriod, max(period) AS mostPeriod,
  uniqExactIf(trace_id, span_id, span_id != toFixedString('', 8)) AS spans, uniqExact(resource) AS processes,
  arraySort(groupUniqArray(service)) AS services, toUnixTimestamp64Nano(min(time)) AS firstNano, toUnixTimestamp64Nano(max(time)) AS newestNano,
  max(toUInt64(toUnixTimestamp64Nano(time)) + duration) AS endNano
FROM ${samplesTable(parameters, scope)}
GROUP BY type, unit
ORDER BY type, taken DESC, unit`),
  );
  return rows.map((row) => ({
    type: row.type,
    unit: row.unit,
    samples: Number(row.taken),
    weight: Number(row.weight),
    period: row.leastPeriod === row.mostPeriod ? Number(row.leastPeriod) : 0,
    spans: Number(row.spans),
    processes: Number(row.processes),
    services: row.services,
    first: BigInt(row.firstNano),
    newest: BigInt(row.newestNano),
    end: BigInt(row.endNano),
  }));
}

/** How many samples of any type belong to a scope. */
export async function countSamples(run: Run, scope: SampleScope): Promise<number> {
  const parameters = new Parameters();
  const [row] = await run<{ taken: string }>(parameters.statement(`SELECT sum(count) AS taken\nFROM ${samplesTable(parameters, scope)}`));
  return Number(row?.taken ?? 0);
}
