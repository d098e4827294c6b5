import { endOf } from "../events/block.ts";
import { readReported } from "../events/open-span.ts";
import type { Parameters, Run } from "../statement.ts";
import { logsFrom, readBounds } from "../traces/bounds.ts";
import { hull, type TimeRange } from "../windows.ts";

/** How long before its span a sample may be said to be taken: clocks differ, and a sum is of the time when its gathering began. */
const BEFORE = 300_000_000_000n;

/** How long after the last span that has ended samples of the trace are looked for: another span of it may still run. */
const AFTER = 86_400_000_000_000n;

/** When samples of what ran in this time are looked for. */
export function around({ from, to }: TimeRange): TimeRange {
  return { from: from > BEFORE ? from - BEFORE : 0n, to: to + AFTER };
}

/** The same of traces, as expressions: by the spans of theirs that have ended; at any time, if none has. */
export function aroundTraces(parameters: Parameters, traceIds: readonly string[]): { readonly from: string; readonly to: string } {
  const bounds = `(SELECT if(count() = 0, (toDateTime64(0, 9, 'UTC'), toDateTime64('2261-01-01', 9, 'UTC')),
      (min(start) - toIntervalNanosecond(${BEFORE}), max(end) + toIntervalNanosecond(${AFTER})))
    FROM traces WHERE trace_id IN ${parameters.traceIds(traceIds)})`;
  return { from: `${bounds}.1`, to: `${bounds}.2` };
}

/** When spans of these traces ran, those included that have not ended; `undefined`: none is known. */
export async function readRunningTime(run: Run, traceIds: readonly string[]): Promise<TimeRange | undefined> {
  const bounds = await readBounds(run, traceIds);
  const open = await readReported(run, traceIds, logsFrom(bounds));
  return hull([
    ...(bounds ? [bounds] : []),
    ...open.map((span) => ({ from: BigInt(span.startNano), to: endOf(span) + (span.nextReportNano ?? 0n) + 1n })),
  ]);
}
