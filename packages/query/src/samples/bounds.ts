import { endOf } from "../events/block.ts";
import { readReported } from "../events/open-span.ts";
import type { Run } from "../statement.ts";
import { logsFrom, readBounds } from "../traces/bounds.ts";
import { hull, type TimeRange } from "../windows.ts";

/** How long before and after its span a sample may be said to be taken: clocks differ, and a sum is of the time when its gathering began. */
const AROUND = 300_000_000_000n;

/** When samples of what ran in this time are looked for. */
export function around({ from, to }: TimeRange): TimeRange {
  return { from: from > AROUND ? from - AROUND : 0n, to: to + AROUND };
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
