import type { SpanRow } from "../rows/span.ts";
import type { Run } from "../statement.ts";
import { type Block, blocksOf } from "./block.ts";
import { callsOf, heldUp } from "./calls.ts";
import type { EventRow } from "./event-row.ts";
import type { OpenSpan } from "./open-span.ts";
import { readVictims, type Victims } from "./victims.ts";
import { type Running, runningOf, waitingFor } from "./waiting.ts";

/** A block that a span waited for. */
export interface Wait {
  readonly block: Block;
  /** For how much of it the span ran, in nanoseconds; of a call, for how much it was not worked on. */
  readonly waitedNano: string;
  /** Whether it was the process that the span called which was blocked. */
  readonly inCallee: boolean;
}

/** The blocks that have to do with some spans. */
export interface Blocks {
  /** Those that one of the spans held or waited for, be it in another process that it called, by time, with all their victims. */
  readonly blocks: readonly (Block & Victims)[];
  readonly wereCut: boolean;
  /** What spans waited for, by their IDs (`idOf`). */
  readonly waits: ReadonlyMap<string, readonly Wait[]>;
}

/** Blocks in one answer: the longest. */
export const MAX_BLOCKS = 50;

/** Blocks that one span says it waited for: those for which it waited longest. */
const MAX_WAITS = 10;

/** Blocks that are looked at: the longest. */
const MAX_LOOKED_AT = 500;

/**
 * Finds which blocks spans held (`ofSpans`: events of theirs) or waited for (`ofProcesses`: events of their processes), and who else waited.
 */
export async function readBlocks(
  run: Run,
  ofSpans: readonly EventRow[],
  ofProcesses: readonly EventRow[],
  spans: readonly SpanRow[],
  openSpans: readonly OpenSpan[],
): Promise<Blocks> {
  const running = [...spans.map((span) => runningOf(span, false)), ...openSpans.map((span) => runningOf(span, true))];
  const known = new Map<string, Running>(running.map((span) => [span.id, span]));
  const byProcess = Map.groupBy(running, ({ resource }) => resource);
  const calls = callsOf(spans, openSpans);
  const heldIds = new Set(blocksOf(ofSpans).map(({ blockId }) => blockId));
  const longest = blocksOf([...ofSpans, ...ofProcesses])
    .toSorted(longestFirst)
    .slice(0, MAX_LOOKED_AT);
  const told = longest.flatMap((block) => {
    const waited = waitingFor(block, known);
    const own = (byProcess.get(block.resource) ?? []).map((span) => ({ id: span.id, nanos: waited(span), inCallee: false }));
    const called = (calls.get(block.resource) ?? []).map((call) => ({ id: call.caller.id, nanos: heldUp(call, block), inCallee: true }));
    const waiting = [...own, ...called].filter(({ nanos }) => nanos > 0n);
    return waiting.length > 0 || heldIds.has(block.blockId) ? [{ block, waiting }] : [];
  });
  const given = told.slice(0, MAX_BLOCKS).toSorted((a, b) => Number(BigInt(a.block.startNano) - BigInt(b.block.startNano)));

  const victims = await readVictims(
    run,
    given.map(({ block }) => block),
  );
  const waits = new Map<string, Wait[]>();
  for (const { block, waiting } of given)
    for (const { id, nanos, inCallee } of waiting) {
      const before = waits.get(id) ?? [];
      if (before.length === 0) waits.set(id, before);
      before.push({ block, waitedNano: String(nanos), inCallee });
    }
  for (const [id, all] of waits) waits.set(id, all.toSorted(longestWaitFirst).slice(0, MAX_WAITS));
  return {
    blocks: given.map(({ block }, at) => ({ ...block, victims: [], wereCut: false, ...victims[at] })),
    wereCut: told.length > MAX_BLOCKS,
    waits,
  };
}

function longestFirst(a: Block, b: Block): number {
  return Number(BigInt(b.durationNano) - BigInt(a.durationNano));
}

function longestWaitFirst(a: Wait, b: Wait): number {
  return Number(BigInt(b.waitedNano) - BigInt(a.waitedNano));
}
