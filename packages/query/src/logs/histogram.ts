import { Parameters, QueryTimeout, type Run, type Statement } from "../statement.ts";
import { widening } from "../windows.ts";
import { askedOfRecords } from "./of-records.ts";
import { type LogSelection, logRows } from "./rows.ts";
import { isOfFew, scopeOf } from "./scope-of.ts";
import type { LogSearch } from "./search.ts";
import { SEVERITY, SEVERITY_CLASSES, type SeverityClass } from "./severity.ts";
import { stepsOf } from "./step.ts";

/** How many log records, by severity. */
export type SeverityCounts = Record<SeverityClass, number>;

export interface LogHistogram {
  /** One for each step, be it empty, oldest first. `start` in Unix nanoseconds. */
  readonly points: readonly { readonly start: bigint; readonly counts: SeverityCounts }[];
  readonly tracesWereCut: boolean;
  /** The counting ran out of time: what is older than this was not counted, in Unix nanoseconds. */
  readonly countedFrom?: bigint;
}

export type LogCount = Pick<LogSearch, "filter" | "scope" | "correlationId" | "traceLimit" | "range" | "deadline"> & {
  /** Length of a step in nanoseconds. */
  readonly step: bigint;
};

const DAY = 86_400_000_000_000n;

/** Counts log records over time. Of a row only what the filter asks about is read. */
export async function readLogHistogram(run: Run, count: LogCount): Promise<LogHistogram> {
  const { range, step, deadline } = count;
  const [filter, { scope, tracesWereCut }] = await Promise.all([askedOfRecords(run, count.filter), scopeOf(run, count)]);
  const points = new Map(stepsOf(range, step).map((start) => [start, noCounts()]));
  let countedFrom = range.to;
  const result = (wasStopped: boolean): LogHistogram => ({
    points: [...points].map(([start, counts]) => ({ start, counts })),
    tracesWereCut,
    ...(wasStopped && { countedFrom }),
  });
  try {
    // By days, the newest first, so that what there is time for is counted; what belongs to few traces is found by their IDs.
    for (const window of isOfFew(count) ? [range] : widening(range, DAY)) {
      if (performance.now() > deadline) return result(true);
      for (const { steps, severity, records } of await run<CountRow>(countStatement({ filter, scope, range: window }, step))) {
        const counts = points.get(BigInt(steps) * step);
        const name = SEVERITY_CLASSES[severity];
        if (counts && name) counts[name] += Number(records);
      }
      countedFrom = window.from;
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
    return result(true);
  }
  return result(false);
}

interface CountRow {
  /** How many steps after the epoch. */
  readonly steps: string;
  readonly severity: number;
  readonly records: string;
}

/** Counts of each step and class of severity; there may be several of one, which are added. */
export function countStatement(selection: LogSelection, step: bigint): Statement {
  const parameters = new Parameters();
  const steps = `intDiv(toUnixTimestamp64Nano(time), ${parameters.bind("Int64", step)})`;
  const selects = logRows(parameters, selection).map(
    (rows) =>
      `SELECT ${steps} AS steps, least(intDiv(${SEVERITY} + 3, 4), ${SEVERITY_CLASSES.length - 1}) AS severity, count() AS records\n${rows}\nGROUP BY steps, severity`,
  );
  return parameters.statement(selects.join("\nUNION ALL\n"));
}

function noCounts(): SeverityCounts {
  return Object.fromEntries(SEVERITY_CLASSES.map((name) => [name, 0])) as SeverityCounts;
}
