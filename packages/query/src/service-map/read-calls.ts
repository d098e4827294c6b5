import { QueryTimeout, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { type CallGroup, callsStatement, senderlessStatement, unclearStatement } from "./calls.ts";
import { chunksOf } from "./chunks.ts";

/** Most groups of one piece of the range: they are as many as there are services times those that each calls. */
const MAX_GROUPS = 5_000;

export interface CallsOptions {
  readonly range: TimeRange;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

export interface ReadCalls {
  readonly groups: readonly CallGroup[];
  /** Some pieces of the range have more groups than are read: the most called were. */
  readonly wereCut: boolean;
  /** The time was over: what began before this, in Unix nanoseconds, was not read. */
  readonly readFrom?: bigint;
}

/** Reads the calls of a range, newest first. @throws QueryTimeout when there was not even time for the newest. */
export async function readCalls(run: Run, { range, deadline }: CallsOptions): Promise<ReadCalls> {
  const groups: CallGroup[] = [];
  let wereCut = false;
  let readFrom: bigint | undefined;
  for (const chunk of await chunksOf(run, range)) {
    try {
      if (readFrom !== undefined && performance.now() > deadline) return { groups, wereCut, readFrom };
      const found = await readChunk(run, chunk);
      groups.push(...found.groups);
      wereCut ||= found.wereCut;
      readFrom = chunk.from;
    } catch (error) {
      if (!(error instanceof QueryTimeout) || readFrom === undefined) throw error;
      return { groups, wereCut, readFrom };
    }
  }
  return { groups, wereCut };
}

async function readChunk(run: Run, chunk: TimeRange): Promise<ReadCalls> {
  const calls = await run<CallGroup & { readonly isUnclear: boolean }>(callsStatement(chunk, MAX_GROUPS));
  const others = [
    senderlessStatement(chunk, MAX_GROUPS),
    ...(calls.some(({ isUnclear }) => isUnclear) ? [unclearStatement(chunk, MAX_GROUPS)] : []),
  ];
  const all = [calls.filter(({ isUnclear }) => !isUnclear)];
  for (const statement of others) all.push(await run(statement));
  return { groups: all.flatMap((groups) => groups.slice(0, MAX_GROUPS)), wereCut: all.some(({ length }) => length > MAX_GROUPS) };
}
