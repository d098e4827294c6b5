import type { LogRow } from "../rows/log.ts";
import type { SpanRow } from "../rows/span.ts";
import type { Run } from "../statement.ts";
import { type Block, blocksOf } from "./block.ts";
import { idOf } from "./ended.ts";
import type { OpenSpan } from "./open-span.ts";
import { readVictims, type Victims } from "./victims.ts";
import { type Lasting, overlap, waitersFor } from "./waiting.ts";

/** A block that a span waited for. */
export interface Wait {
  readonly block: Block;
  /** For how much of it the span ran, in nanoseconds. */
  readonly waitedNano: string;
}

/** The blocks that have to do with some spans. */
export interface Blocks {
  /** Those that one of the spans held or waited for, by time, with all their victims. */
  readonly blocks: readonly (Block & Victims)[];
  readonly wereCut: boolean;
  /** What spans waited for, by their IDs (`idOf`). */
  readonly waits: ReadonlyMap<string, readonly Wait[]>;
}

/** Blocks in one answer: the longest. */
export const MAX_BLOCKS = 50;

/**
 * Finds which blocks spans held (`ofSpans`: events of theirs) or waited for (`ofProcesses`: events of their processes), and who else waited.
 */
export async function readBlocks(
  run: Run,
  ofSpans: readonly LogRow[],
  ofProcesses: readonly LogRow[],
  spans: readonly SpanRow[],
  openSpans: readonly OpenSpan[],
): Promise<Blocks> {
  const known = new Map<string, Lasting>([...spans, ...openSpans].map((span) => [idOf(span), span]));
  const open = new Set(openSpans.map(idOf));
  const heldIds = new Set(blocksOf(ofSpans).map(({ blockId }) => blockId));
  const told = blocksOf([...ofSpans, ...ofProcesses]).flatMap((block) => {
    const waits = waitersFor(block, known);
    const waiting = [...known.values()].filter((span) => waits(span, open.has(idOf(span))));
    return waiting.length > 0 || heldIds.has(block.blockId) ? [{ block, waiting }] : [];
  });
  const given = told
    .toSorted((a, b) => Number(BigInt(b.block.durationNano) - BigInt(a.block.durationNano)))
    .slice(0, MAX_BLOCKS)
    .toSorted((a, b) => Number(BigInt(a.block.startNano) - BigInt(b.block.startNano)));

  const victims = await readVictims(
    run,
    given.map(({ block }) => block),
  );
  const waits = new Map<string, Wait[]>();
  for (const { block, waiting } of given)
    for (const span of waiting) {
      const wait = { block, waitedNano: String(overlap(block, span, open.has(idOf(span)))) };
      waits.set(idOf(span), [...(waits.get(idOf(span)) ?? []), wait]);
    }
  return {
    blocks: given.map(({ block }, at) => ({ ...block, victims: [], wereCut: false, ...victims[at] })),
    wereCut: told.length > MAX_BLOCKS,
    waits,
  };
}
