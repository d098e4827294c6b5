import { Parameters, type Run } from "../statement.ts";
import { anyReportStatement, openSpansTable } from "../traceql/open-spans.ts";
import type { TimeRange } from "../windows.ts";
import { type BlockNumbers, blocksTable } from "./blocked.ts";

/** What held a service up in a range. */
export interface Stalls {
  readonly name: string;
  readonly blocks: BlockNumbers;
  readonly openSpans: { readonly count: number; readonly longestNano: bigint };
}

interface Row {
  readonly name: string;
  readonly found: string;
  readonly total: string;
  readonly longest: string;
}

/** Services whose event loop was blocked in the range, or that have spans that began in it and have not ended; by name. */
export async function readStalls(run: Run, range: TimeRange): Promise<Stalls[]> {
  const [blocks, openSpans] = await Promise.all([readBlocks(run, range), readOpenSpans(run, range)]);
  const names = [...new Set([...blocks, ...openSpans].map(({ name }) => name))].toSorted();
  return names.map((name) => {
    const [blocked, open] = [blocks, openSpans].map((rows) => rows.find((row) => row.name === name));
    return {
      name,
      blocks: { count: Number(blocked?.found ?? 0), totalNano: BigInt(blocked?.total ?? 0), longestNano: BigInt(blocked?.longest ?? 0) },
      openSpans: { count: Number(open?.found ?? 0), longestNano: BigInt(open?.longest ?? 0) },
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

async function readOpenSpans(run: Run, range: TimeRange): Promise<Row[]> {
  if ((await run(anyReportStatement(range))).length === 0) return [];
  const parameters = new Parameters();
  return run<Row>(
    parameters.statement(`SELECT service AS name, count() AS found, sum(duration) AS total, max(duration) AS longest
FROM ${openSpansTable(parameters, range)}
GROUP BY name`),
  );
}
