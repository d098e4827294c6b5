import type { CallGroup } from "./calls.ts";
import type { Chunk } from "./chunks.ts";

/** The calls of one chunk. */
export interface ChunkCalls {
  readonly groups: readonly CallGroup[];
  /** There are more groups than are read: the most called were. */
  readonly wereCut: boolean;
}

interface Kept {
  readonly chunk: Chunk;
  readonly calls: ChunkCalls;
}

/** A group of calls takes about a kilobyte. */
const MAX_GROUPS = 50_000;

/**
 * Keeps the calls of hours that are over, so that a map of days reads each hour once. What is kept holds as long as there are as many spans
 * in and around the hour as there were: spans that come late make it be read again. When it is too much, the oldest hours go: maps begin
 * with the newest.
 */
export class CallCache {
  readonly #maxGroups: number;
  readonly #kept = new Map<string, Kept>();
  #groups = 0;

  constructor(maxGroups = MAX_GROUPS) {
    this.#maxGroups = maxGroups;
  }

  get(chunk: Chunk): ChunkCalls | undefined {
    const kept = this.#kept.get(keyOf(chunk));
    return kept?.chunk.spans === chunk.spans ? kept.calls : undefined;
  }

  set(chunk: Chunk, calls: ChunkCalls): void {
    this.#remove(this.#kept.get(keyOf(chunk)));
    this.#kept.set(keyOf(chunk), { chunk, calls });
    this.#groups += calls.groups.length;
    while (this.#groups > this.#maxGroups) this.#remove(this.#oldest());
  }

  #oldest(): Kept | undefined {
    return [...this.#kept.values()].reduce((oldest, kept) => (kept.chunk.from < oldest.chunk.from ? kept : oldest));
  }

  #remove(kept: Kept | undefined): void {
    if (!kept) return;
    this.#kept.delete(keyOf(kept.chunk));
    this.#groups -= kept.calls.groups.length;
  }
}

function keyOf({ from, to }: Chunk): string {
  return `${from} ${to}`;
}
