import { readCorrelatedTraces } from "../correlation.ts";
import type { Run } from "../statement.ts";
import type { LogScope } from "./scope.ts";

/** What is asked for, before the traces of a correlation ID are known. */
export interface AskedScope {
  readonly scope: Omit<LogScope, "correlation">;
  /** Finds the records of all traces that have the ID anywhere, and those that carry it outside any trace. */
  readonly correlationId?: string | undefined;
  /** Most traces of a correlation ID that are searched. */
  readonly traceLimit: number;
}

/** The scope with the traces of its correlation ID. */
export async function scopeOf(
  run: Run,
  { scope, correlationId, traceLimit }: AskedScope,
): Promise<{ readonly scope: LogScope; readonly tracesWereCut: boolean }> {
  if (correlationId === undefined) return { scope, tracesWereCut: false };
  const { traceIds, outside, wereCut } = await readCorrelatedTraces(run, correlationId, traceLimit);
  return {
    scope: { ...scope, correlation: { id: correlationId, traceIds, outsideTraces: outside !== undefined } },
    tracesWereCut: wereCut,
  };
}

/** Whether it is about few traces, which are found by their IDs: there is nothing to gain from reading bit by bit. */
export function isOfFew({ scope, correlationId }: AskedScope): boolean {
  return scope.traceId !== undefined || correlationId !== undefined;
}
