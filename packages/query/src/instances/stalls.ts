import type { Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { type Blocked, readBlockedServices } from "./blocked.ts";
import { type OpenSpans, readOpenSpans } from "./open-groups.ts";

/** What held a service up in a range. */
export interface Stalls {
  readonly name: string;
  readonly blocks: Omit<Blocked, "of">;
  readonly openSpans: OpenSpans;
}

const NOT_BLOCKED: Stalls["blocks"] = { count: 0, totalNano: 0n, longestNano: 0n, culprits: [] };
const NONE_OPEN: OpenSpans = { count: 0, longestNano: 0n, groups: [] };

/**
 * Services whose event loop was blocked in the range, or that have spans that began in it and have not ended; by name.
 * `now` in Unix nanoseconds tells the open spans that are lost.
 */
export async function readStalls(run: Run, range: TimeRange, now: bigint): Promise<Stalls[]> {
  const [blocks, openSpans] = await Promise.all([readBlockedServices(run, range), readOpenSpans(run, range, now)]);
  const names = [...new Set([...blocks.map(({ of }) => of), ...openSpans.keys()])].toSorted();
  return names.map((name) => ({
    name,
    blocks: blocks.find(({ of }) => of === name) ?? NOT_BLOCKED,
    openSpans: openSpans.get(name) ?? NONE_OPEN,
  }));
}
