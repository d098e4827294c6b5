import { Parameters, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { type BlockNumbers, blocksTable } from "./blocked.ts";
import { type OpenSpans, readOpenSpans } from "./open-groups.ts";

/** What held a service up in a range. */
export interface Stalls {
  readonly name: string;
  readonly blocks: BlockNumbers;
  readonly openSpans: OpenSpans;
}

interface Row {
  readonly name: string;
  readonly found: string;
  readonly total: string;
  readonly longest: string;
}

const NONE: OpenSpans = { count: 0, longestNano: 0n, groups: [] };

/**
 * Services whose event loop was blocked in the range, or that have spans that began in it and have not ended; by name.
 * `now` in Unix nanoseconds tells the open spans that are lost.
 */
export async function readStalls(run: Run, range: TimeRange, now: bigint): Promise<Stalls[]> {
  const [blocks, openSpans] = await Promise.all([readBlocks(run, range), readOpenSpans(run, range, now)]);
  const names = [...new Set([...blocks.map(({ name }) => name), ...openSpans.keys()])].toSorted();
  return names.map((name) => {
    const blocked = blocks.find((row) => row.name === name);
    return {
      name,
      blocks: { count: Number(blocked?.found ?? 0), totalNano: BigInt(blocked?.total ?? 0), longestNano: BigInt(blocked?.longest ?? 0) },
      openSpans: openSpans.get(name) ?? NONE,
    };
  });
}

async function readBlocks(run: Run, range: TimeRange): Promise<Row[]> {
  const parameters = new Parameters();
  return run<Row>(
    parameters.statement(`SELECT service AS name, count() AS found, sum(duration) AS total, max(duration) AS longest
FROM ${blocksTable(parameters, range)}
GROUP BY name`),
  );
}
