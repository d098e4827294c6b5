import { QueryTimeout, type Run } from "../statement.ts";
import { widening } from "../windows.ts";
import type { ErrorCount } from "./error-count.ts";
import { errorCountOf, type ErrorRow, type ErrorSelection, errorStatement, wereKindsCut } from "./error-statement.ts";
import { ERROR_RECORDS, ERROR_SPANS } from "./error-tables.ts";

export interface FoundErrors {
  /** Of one kind there may be several: of each window, table and stack. */
  readonly counts: readonly ErrorCount[];
  /** There are more kinds than are counted. */
  readonly wereCut: boolean;
  /** The counting ran out of time: what is older than this was not counted, in Unix nanoseconds. */
  readonly countedFrom?: bigint;
}

const HOUR = 3_600_000_000_000n;

/** Counts errors by kind, in windows of time, newest first, so that what there is time for is counted. `deadline` in the milliseconds of `performance.now()`. */
export async function readErrors(run: Run, selection: ErrorSelection, deadline: number): Promise<FoundErrors> {
  const counts: ErrorCount[] = [];
  let wereCut = false;
  let countedFrom = selection.range.to;
  try {
    for (const window of widening(selection.range, HOUR)) {
      if (performance.now() > deadline) return { counts, wereCut, countedFrom };
      const ask = (table: typeof ERROR_RECORDS) => run<ErrorRow>(errorStatement(table, selection, window));
      const [records, spans] = await Promise.all([ask(ERROR_RECORDS), ask(ERROR_SPANS)]);
      counts.push(
        ...records.map((row) => errorCountOf(row, "records", selection)),
        ...spans.map((row) => errorCountOf(row, "spans", selection)),
      );
      wereCut ||= wereKindsCut(records) || wereKindsCut(spans);
      countedFrom = window.from;
    }
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
    return { counts, wereCut, countedFrom };
  }
  return { counts, wereCut };
}
