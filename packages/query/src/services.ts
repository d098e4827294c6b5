import { NO_PROBE } from "./events/event-names.ts";
import { Parameters, type Run } from "./statement.ts";
import type { TimeRange } from "./windows.ts";

export interface ServiceCalls {
  readonly name: string;
  /** Spans. */
  readonly calls: number;
  /** Spans whose status is error. */
  readonly errors: number;
}

export interface OperationCalls extends ServiceCalls {
  readonly kind: string;
}

type Counted<T> = Omit<T, "calls" | "errors"> & { readonly calls: string; readonly errors: string };

/** Services by name: those that sent spans in the range (to the minute), and those that sent anything on its days. */
export async function readServices(run: Run, range: TimeRange): Promise<ServiceCalls[]> {
  const parameters = new Parameters();
  const from = parameters.time(range.from);
  const to = parameters.time(range.to);
  const rows = await run<Counted<ServiceCalls>>(
    parameters.statement(`SELECT name, sum(count) AS calls, sum(failed) AS errors
FROM (
  SELECT service AS name, calls AS count, errors AS failed FROM red WHERE minute >= toStartOfMinute(${from}) AND minute < ${to} AND ${NO_PROBE}
  UNION ALL
  SELECT DISTINCT service, 0, 0 FROM resources WHERE last_seen >= ${from} - toIntervalDay(1) AND ${NO_PROBE}
)
GROUP BY name
ORDER BY name`),
  );
  return rows.map(counted);
}

/** Operations of a service in the range (to the minute), the most called first. */
export async function readOperations(run: Run, service: string, range: TimeRange): Promise<OperationCalls[]> {
  const parameters = new Parameters();
  const rows = await run<Counted<OperationCalls>>(
    parameters.statement(`SELECT name, kind, sum(red.calls) AS calls, sum(red.errors) AS errors
FROM red
WHERE service = ${parameters.bind("String", service)}
  AND minute >= toStartOfMinute(${parameters.time(range.from)}) AND minute < ${parameters.time(range.to)}
GROUP BY name, kind
ORDER BY calls DESC, name, kind`),
  );
  return rows.map(counted);
}

function counted<Row extends { readonly calls: string; readonly errors: string }>(row: Row) {
  return { ...row, calls: Number(row.calls), errors: Number(row.errors) };
}
