import type { LogRow } from "../rows/log.ts";
import type { SpanRow } from "../rows/span.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { endOf } from "./block.ts";
import { RUNTIME } from "./event-names.ts";
import type { OpenSpan } from "./open-span.ts";

/** Processes, each by the fingerprint of its resource, and the time in which they took part. */
export interface Processes {
  readonly resources: readonly string[];
  readonly services: readonly string[];
  readonly range: TimeRange;
}

/** The longest time that is looked at. */
const MAX_RANGE = 86_400_000_000_000n;

/** Most processes that are looked at: they travel in the URL. */
const MAX_PROCESSES = 1_000;

/** The processes that spans and log records came from; `undefined`: there are none. */
export function processesOf(spans: readonly SpanRow[], openSpans: readonly OpenSpan[], logs: readonly LogRow[]): Processes | undefined {
  const all = [...spans, ...openSpans, ...logs];
  if (all.length === 0) return undefined;
  const ranges = [
    ...spans.map((span) => ({ from: BigInt(span.startNano), to: endOf(span) })),
    // It has most likely gone on until about the next report.
    ...openSpans.map((span) => ({ from: BigInt(span.startNano), to: endOf(span) + (span.nextReportNano ?? 0n) })),
    ...logs.map(({ timeNano }) => ({ from: BigInt(timeNano), to: BigInt(timeNano) })),
  ];
  const from = ranges.reduce((first, range) => (range.from < first ? range.from : first), ranges[0]?.from ?? 0n);
  const to = ranges.reduce((last, range) => (range.to > last ? range.to : last), 0n);
  return {
    resources: [...new Set(all.map(({ resource }) => resource))].slice(0, MAX_PROCESSES),
    services: [...new Set(all.map(({ service }) => service))].slice(0, MAX_PROCESSES),
    range: { from, to: (to - from > MAX_RANGE ? from + MAX_RANGE : to) + 1n },
  };
}

/** Condition on a row of `logs` that a process wrote it, `before` and `after` its time by as many nanoseconds. The key serves it. */
export function ofProcesses(parameters: Parameters, { resources, services, range }: Processes, before: bigint, after: bigint): string {
  return `time >= ${parameters.time(range.from > before ? range.from - before : 0n)} AND time < ${parameters.time(range.to + after)}
  AND service IN (SELECT arrayJoin(${parameters.bind("Array(String)", services)}))
  AND resource IN (SELECT toUInt64(arrayJoin(${parameters.bind("Array(String)", resources)})))`;
}

/** What an SDK could not send. */
export interface Drops {
  readonly service: string;
  readonly spans: number;
  readonly logs: number;
}

const MINUTE = 60_000_000_000n;

/**
 * What the SDKs of these processes dropped about that time, by service: their counts are cumulative and come every ten
 * seconds. A process that had said nothing in the minute before is taken to have just started.
 */
export async function readDrops(run: Run, processes: Processes): Promise<Drops[]> {
  const parameters = new Parameters();
  const from = parameters.time(processes.range.from);
  const count = (signal: string): string => `toUInt64OrZero(attributes['throughline.dropped.${signal}'])`;
  const rows = await run<{ serviceName: string; spans: string; logs: string }>(
    parameters.statement(`SELECT serviceName, sum(spansOf) AS spans, sum(logsOf) AS logs
FROM (
  SELECT any(service) AS serviceName,
    max(${count("spans")}) - maxIf(${count("spans")}, time < ${from}) AS spansOf,
    max(${count("log_records")}) - maxIf(${count("log_records")}, time < ${from}) AS logsOf
  FROM logs
  WHERE ${ofProcesses(parameters, processes, MINUTE, MINUTE / 4n)} AND event_name = '${RUNTIME}'
  GROUP BY resource
)
GROUP BY serviceName
HAVING spans > 0 OR logs > 0
ORDER BY serviceName`),
  );
  return rows.map((row) => ({ service: row.serviceName, spans: Number(row.spans), logs: Number(row.logs) }));
}
