import { QueryTimeout, type Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import type { CallCache, ChunkCalls } from "./call-cache.ts";
import { type CallGroup, callsStatement, senderlessStatement, SURROUNDINGS, unclearStatement } from "./calls.ts";
import { type Chunk, chunksOf } from "./chunks.ts";

/** Most groups of one chunk: they are as many as there are services times those that each calls. */
const MAX_GROUPS = 5_000;
/** Nearly all spans have come so long after they began, in nanoseconds. */
const ARRIVING = 300_000_000_000n;

export interface CallsOptions {
  readonly range: TimeRange;
  /** When to stop and give what was found, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
  /** Keeps hours that are over. */
  readonly cache?: CallCache;
}

export interface ReadCalls extends ChunkCalls {
  /** The time was over: what began before this, in Unix nanoseconds, was not read. */
  readonly readFrom?: bigint;
}

/** Reads the calls of a range, newest first. @throws QueryTimeout when there was not even time for the newest. */
export async function readCalls(run: Run, { range, deadline, cache }: CallsOptions): Promise<ReadCalls> {
  const groups: CallGroup[] = [];
  let wereCut = false;
  let readFrom: bigint | undefined;
  for (const chunk of await chunksOf(run, range, SURROUNDINGS)) {
    try {
      const kept = cache?.get(chunk);
      if (!kept && readFrom !== undefined && performance.now() > deadline) return { groups, wereCut, readFrom };
      const calls = kept ?? (await readChunk(run, chunk));
      if (!kept && isOver(chunk) && !run.isPartial?.()) cache?.set(chunk, calls);
      groups.push(...calls.groups);
      wereCut ||= calls.wereCut;
      readFrom = chunk.from;
    } catch (error) {
      if (!(error instanceof QueryTimeout) || readFrom === undefined) throw error;
      return { groups, wereCut, readFrom };
    }
  }
  return { groups, wereCut };
}

function isOver({ to, isWhole }: Chunk): boolean {
  return isWhole && to + SURROUNDINGS.after + ARRIVING < BigInt(Date.now()) * 1_000_000n;
}

async function readChunk(run: Run, chunk: TimeRange): Promise<ChunkCalls> {
  const calls = await run<CallGroup & { readonly isUnclear: boolean }>(callsStatement(chunk, MAX_GROUPS));
  const others = [
    senderlessStatement(chunk, MAX_GROUPS),
    ...(calls.some(({ isUnclear }) => isUnclear) ? [unclearStatement(chunk, MAX_GROUPS)] : []),
  ];
  const all = [calls.filter(({ isUnclear }) => !isUnclear)];
  for (const statement of others) all.push(await run(statement));
  return { groups: all.flatMap((groups) => groups.slice(0, MAX_GROUPS)), wereCut: all.some(({ length }) => length > MAX_GROUPS) };
}
