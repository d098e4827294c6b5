import { readCorrelatedTraces } from "../correlation.ts";
import type { Run } from "../statement.ts";
import { readBounds } from "../traces/bounds.ts";
import { hull } from "../windows.ts";
import type { AskedScope } from "./scope-of.ts";

/** When the trace, or the traces of the correlation ID, began that log records are asked of, in Unix nanoseconds; `undefined`: not known. */
export async function readBegin(run: Run, { scope, correlationId, traceLimit }: AskedScope): Promise<bigint | undefined> {
  if (scope.traceId !== undefined) return (await readBounds(run, [scope.traceId]))?.from;
  if (correlationId === undefined) return undefined;
  const { carried, outside } = await readCorrelatedTraces(run, correlationId, traceLimit);
  return hull([carried, outside].filter((range) => range !== undefined))?.from;
}
