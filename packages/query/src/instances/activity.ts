import { scanNewest } from "../attributes/scan.ts";
import { NO_RUNTIME_EVENTS } from "../events/event-names.ts";
import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

/** What a process, by the fingerprint of its resource, sent of a range. Times in Unix nanoseconds. */
export interface Activity {
  readonly resource: string;
  readonly spans: number;
  readonly errors: number;
  readonly logs: number;
  readonly samples: number;
  readonly first: bigint;
  readonly last: bigint;
}

export interface FoundActivity {
  /** Seen last first. */
  readonly activities: readonly Activity[];
  /** Spans were counted from this time on; `undefined`: all of the range. */
  readonly spansFrom: bigint | undefined;
}

interface Row {
  readonly resource: string;
  readonly taken: string;
  readonly failed: string;
  readonly firstNano: string;
  readonly lastNano: string;
}

/** A statement over `table` that counts by resource: `taken` and `failed` are aggregates. */
async function count(run: Run, table: string, taken: string, failed: string, service: string, { from, to }: TimeRange): Promise<Row[]> {
  const parameters = new Parameters();
  return run<Row>(
    parameters.statement(`SELECT resource, ${taken} AS taken, ${failed} AS failed,
  toUnixTimestamp64Nano(min(time)) AS firstNano, toUnixTimestamp64Nano(max(time)) AS lastNano
FROM ${table}
WHERE service = ${parameters.bind("String", service)} AND time >= ${parameters.time(from)} AND time < ${parameters.time(to)}
GROUP BY resource`),
  );
}

/** What each process of a service sent. Spans lie by trace, so that all of the time must be read: it is stopped when it takes too long. */
export async function readActivity(run: Run, service: string, range: TimeRange): Promise<FoundActivity> {
  const spans: Row[] = [];
  const [logs, samples, spansFrom] = await Promise.all([
    count(run, "logs", `countIf(${NO_RUNTIME_EVENTS})`, "0", service, range),
    count(run, "samples", "sum(count)", "0", service, range),
    scanNewest(range, Infinity, async (window) => {
      const rows = await count(run, "spans", "count()", "countIf(status_code = 'error')", service, window);
      spans.push(...rows);
      return 0;
    }),
  ]);
  const sum = (rows: readonly Row[], of: "taken" | "failed"): number => rows.reduce((total, row) => total + Number(row[of]), 0);
  const byResource = (rows: readonly Row[]) => Map.groupBy(rows, ({ resource }) => resource);
  const [ofSpans, ofLogs, ofSamples] = [byResource(spans), byResource(logs), byResource(samples)];
  const activities = [...byResource([...spans, ...logs, ...samples])].map(([resource, rows]): Activity => {
    const ownSpans = ofSpans.get(resource) ?? [];
    return {
      resource,
      spans: sum(ownSpans, "taken"),
      errors: sum(ownSpans, "failed"),
      logs: sum(ofLogs.get(resource) ?? [], "taken"),
      samples: sum(ofSamples.get(resource) ?? [], "taken"),
      first: rows.map(({ firstNano }) => BigInt(firstNano)).reduce((a, b) => (a < b ? a : b)),
      last: rows.map(({ lastNano }) => BigInt(lastNano)).reduce((a, b) => (a > b ? a : b)),
    };
  });
  return { activities: activities.toSorted((a, b) => Number(b.last - a.last)), spansFrom };
}
