import { RUNTIME } from "../events/event-names.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

/** What a process reported of its runtime in one step. */
export interface RuntimePoint {
  /** When the step begins, in Unix nanoseconds. */
  readonly start: bigint;
  readonly delayMeanNano: string | null;
  readonly delayP99Nano: string | null;
  readonly delayMaxNano: string | null;
  readonly utilization: number | null;
  readonly memoryBytes: number | null;
}

/** What an SDK could not send since its process started. */
export interface Dropped {
  readonly spans: number;
  readonly logs: number;
}

/** What a process, by the fingerprint of its resource, reported of its runtime. */
export interface Runtime {
  readonly resource: string;
  /** Oldest first; of the steps in which it reported. */
  readonly points: readonly RuntimePoint[];
  /** When it last reported in the range, in Unix nanoseconds, and how many spans had not ended then. */
  readonly reported: bigint;
  readonly openSpans: number | undefined;
  readonly droppedBefore: Dropped;
  readonly droppedUntil: Dropped;
}

/** How often a process reports: a step is not shorter. */
export const REPORT_NANOS = 10_000_000_000n;

/** How long before the range it is looked for what had been dropped until then: counts are since the start of the process. */
const BEFORE = 60_000_000_000n;

const AT = "toUnixTimestamp64Nano(time)";

interface Row {
  readonly resource: string;
  /** Unix nanoseconds; 0: before the range. */
  readonly start: string;
  readonly reported: string;
  readonly mean: number | null;
  readonly p99: number | null;
  readonly most: number | null;
  readonly utilization: number | null;
  readonly memory: string | null;
  readonly openSpans: number;
  readonly droppedSpans: string;
  readonly droppedLogs: string;
}

/** Reads how the runtimes of processes fared, in steps of so many nanoseconds. */
export async function readRuntimes(
  run: Run,
  service: string,
  resources: readonly string[],
  { from, to }: TimeRange,
  step: bigint,
): Promise<Runtime[]> {
  const parameters = new Parameters();
  const number = (key: string): string => `toFloat64OrNull(attributes['${key}'])`;
  const delay = (aggregate: string, which: string): string => `${aggregate}(${number(`nodejs.eventloop.delay.${which}`)})`;
  const begin = parameters.bind("Int64", from);
  const length = parameters.bind("Int64", step);
  const rows = await run<Row>(
    parameters.statement(`SELECT resource,
  if(${AT} < ${begin}, toInt64(0), ${AT} - ${AT} % ${length}) AS start, toUnixTimestamp64Nano(max(time)) AS reported,
  ${delay("avg", "mean")} AS mean, ${delay("max", "p99")} AS p99, ${delay("max", "max")} AS most,
  avg(${number("nodejs.eventloop.utilization")}) AS utilization, max(toUInt64OrNull(attributes['process.memory.usage'])) AS memory,
  argMax(toUInt32OrZero(attributes['throughline.open_spans']), time) AS openSpans,
  max(toUInt64OrZero(attributes['throughline.dropped.spans'])) AS droppedSpans,
  max(toUInt64OrZero(attributes['throughline.dropped.log_records'])) AS droppedLogs
FROM logs
WHERE time >= ${parameters.time(from > BEFORE ? from - BEFORE : 0n)} AND time < ${parameters.time(to)}
  AND service = ${parameters.bind("String", service)} AND event_name = '${RUNTIME}'
  AND resource IN (SELECT toUInt64(arrayJoin(${parameters.strings(resources)})))
GROUP BY resource, start
ORDER BY resource, start`),
  );
  return [...Map.groupBy(rows, ({ resource }) => resource)].map(([resource, all]) => {
    const within = all.filter(({ start }) => start !== "0");
    const last = within.at(-1);
    return {
      resource,
      points: within.map(pointOf),
      reported: BigInt(last?.reported ?? 0),
      openSpans: last?.openSpans,
      droppedBefore: mostDropped(all.filter(({ start }) => start === "0")),
      droppedUntil: mostDropped(all),
    };
  });
}

function mostDropped(rows: readonly Row[]): Dropped {
  return {
    spans: Math.max(0, ...rows.map(({ droppedSpans }) => Number(droppedSpans))),
    logs: Math.max(0, ...rows.map(({ droppedLogs }) => Number(droppedLogs))),
  };
}

function pointOf({ start, mean, p99, most, utilization, memory }: Row): RuntimePoint {
  return {
    start: BigInt(start),
    delayMeanNano: nanosOf(mean),
    delayP99Nano: nanosOf(p99),
    delayMaxNano: nanosOf(most),
    utilization,
    memoryBytes: memory === null ? null : Number(memory),
  };
}

/** What no clock can have measured is nothing. */
function nanosOf(seconds: number | null): string | null {
  const nanos = (seconds ?? Number.NaN) * 1e9;
  return nanos >= 0 && nanos < 2 ** 63 ? String(BigInt(Math.round(nanos))) : null;
}
