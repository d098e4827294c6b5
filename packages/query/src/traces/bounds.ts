import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

const DAY = 86_400_000_000_000n;

/** When some traces ran, and how many ended spans they have. */
export interface TraceBounds extends TimeRange {
  readonly spans: number;
}

/** Between the start of the first span and the start of the last of these traces, which are stored; `undefined`: none has a span. */
export async function readBounds(run: Run, traceIds: readonly string[]): Promise<TraceBounds | undefined> {
  if (traceIds.length === 0) return undefined;
  const parameters = new Parameters();
  const [row] = await run<{ found: string; spans: string; startNano: string; endNano: string }>(
    parameters.statement(`SELECT count() AS found, sum(span_count) AS spans, toUnixTimestamp64Nano(min(start)) AS startNano, toUnixTimestamp64Nano(max(end)) AS endNano
FROM traces
WHERE trace_id IN ${parameters.traceIds(traceIds)}`),
  );
  if (!row || row.found === "0") return undefined;
  return { from: BigInt(row.startNano), to: BigInt(row.endNano) + 1n, spans: Number(row.spans) };
}

/**
 * From when on log records of traces are looked for, given their spans' bounds and when else one is known to have begun. They may come before its first span that is
 * stored (its root may still run) and long after the last; a day before is far enough, and spares the reading of all older ones.
 */
export function logsFrom(bounds: TimeRange | undefined, earliest?: bigint): bigint {
  if (!bounds) return earliest ?? 0n;
  const first = earliest !== undefined && earliest < bounds.from ? earliest : bounds.from;
  return first > DAY ? first - DAY : 0n;
}
