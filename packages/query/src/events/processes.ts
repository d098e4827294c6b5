import type { LogRow } from "../rows/log.ts";
import type { SpanRow } from "../rows/span.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { endOf } from "./block.ts";
import { BLOCKED, RUNTIME } from "./event-names.ts";
import { EVENT_COLUMNS, type EventRow } from "./event-row.ts";
import { Facts } from "./facts.ts";
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

/** How long before and after that time something may have been said that concerns it. */
const AROUND = 60_000_000_000n;

/** Most events of one kind that are read, the newest. */
const MAX_READ = 5_000;

/** Reads the blocks of these processes about their time, whoever held them, and what they say of what they dropped; newest first. */
export function readProcessEvents(run: Run, { resources, services, range }: Processes): Promise<EventRow[]> {
  const parameters = new Parameters();
  const dropped = (signal: string): string => `attributes['throughline.dropped.${signal}'] NOT IN ('', '0')`;
  return run<EventRow>(
    parameters.statement(`SELECT ${EVENT_COLUMNS}
FROM logs
WHERE time >= ${parameters.time(range.from > AROUND ? range.from - AROUND : 0n)} AND time < ${parameters.time(range.to + AROUND)}
  AND service IN (SELECT arrayJoin(${parameters.bind("Array(String)", services)}))
  AND event_name IN ('${BLOCKED}', '${RUNTIME}')
  AND resource IN (SELECT toUInt64(arrayJoin(${parameters.bind("Array(String)", resources)})))
  AND (event_name = '${BLOCKED}' OR ${dropped("spans")} OR ${dropped("log_records")})
ORDER BY time DESC
LIMIT ${MAX_READ} BY event_name`),
  );
}

/** What an SDK could not send. */
export interface Drops {
  readonly service: string;
  readonly spans: bigint;
  readonly logs: bigint;
}

/** The runtime says what it dropped every ten seconds. */
const DELAY = 15_000_000_000n;

/** What SDKs dropped in the time of the processes, by service. Each count is of all since its process started. */
export function dropsOf(events: readonly EventRow[], { range }: Processes): Drops[] {
  const about = events.filter(({ eventName, timeNano }) => eventName === RUNTIME && BigInt(timeNano) < range.to + DELAY);
  const byProcess = [...Map.groupBy(about, ({ resource }) => resource).values()].map((ofOne): Drops => {
    const counts = ofOne.map((row) => ({ time: BigInt(row.timeNano), facts: new Facts(row) }));
    const since = (signal: string): bigint => {
      const said = counts.map(({ time, facts }) => ({ time, count: facts.integer(`throughline.dropped.${signal}`) ?? 0n }));
      const most = (list: typeof said): bigint => list.reduce((max, { count }) => (count > max ? count : max), 0n);
      return most(said) - most(said.filter(({ time }) => time < range.from));
    };
    return { service: ofOne[0]?.service ?? "", spans: since("spans"), logs: since("log_records") };
  });
  return [...Map.groupBy(byProcess, ({ service }) => service)]
    .map(([service, drops]) => ({
      service,
      spans: drops.reduce((sum, { spans }) => sum + spans, 0n),
      logs: drops.reduce((sum, { logs }) => sum + logs, 0n),
    }))
    .filter(({ spans, logs }) => spans > 0n || logs > 0n)
    .toSorted((a, b) => (a.service < b.service ? -1 : 1));
}
