import type { Log, LogContext } from "@throughline/api";

/** A record to be shown, and whether it is one that was looked for. */
export interface BlockLine {
  readonly log: Log;
  readonly isMatch: boolean;
}

/** Records with what stands around them, oldest first: contexts that overlap are one block. */
export function blocksOf(contexts: readonly LogContext[]): BlockLine[][] {
  const matches = new Set(contexts.map(({ log }) => log.id));
  const blocks: BlockLine[][] = [];
  /** Where each record stands already. */
  const placed = new Map<string, BlockLine[]>();
  for (const { before, log, after } of contexts) {
    const all = [...before, log, ...after];
    const known = all.map(({ id }) => placed.get(id)).find((block) => block !== undefined);
    const block = known ?? [];
    if (known === undefined) blocks.push(block);
    // Of those that are equal in everything, all come in the first context that has them.
    for (const each of all.filter(({ id }) => !placed.has(id))) block.push({ log: each, isMatch: matches.has(each.id) });
    for (const { id } of all) placed.set(id, block);
  }
  return blocks;
}
