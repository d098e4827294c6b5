import { Block } from "@throughline/clickhouse";
import { frames as frameTable, stacks as stackTable } from "@throughline/schema";
import type { Companion } from "../item.ts";
import type { Resource } from "../resources.ts";
import { Murmur } from "./murmur.ts";
import { RecentHashes } from "./recent-hashes.ts";
import type { Stacks } from "./stacks.ts";

/**
 * The stacks and frames of one batch that were not sent lately. A batch is sent until it is stored, or by the next process after a crash,
 * which knows none: so what was sent once will be there.
 */
export class StackRows {
  readonly #stackBlock = new Block(stackTable);
  readonly #frameBlock = new Block(frameTable);
  readonly #sentStacks = new RecentHashes();
  readonly #sentFrames = new RecentHashes();
  readonly #murmur = new Murmur();
  #resource: Resource | undefined;
  #serviceLo = 0;
  #serviceHi = 0;
  #stackRows = 0;
  #frameRows = 0;

  /** Adds stack `index`, which has been read, for the service of `resource`, unless it was sent lately. */
  see(stacks: Stacks, index: number, resource: Resource): void {
    if (resource !== this.#resource) this.#enter(resource);
    const now = Math.floor(Date.now() / 1_000);
    const lo = stacks.lo.at[index] as number;
    const hi = stacks.hi.at[index] as number;
    if (!this.#sentStacks.send(lo ^ this.#serviceLo, hi ^ this.#serviceHi, now)) return;
    const { service, stack, frames, last_seen } = this.#stackBlock.columns;
    service.add(resource.service, 0, resource.service.length);
    stack.add(lo, hi);
    const first = stacks.firstOf.at[index] as number;
    const count = stacks.countOf.at[index] as number;
    for (let at = first; at < first + count; at++) {
      const frame = stacks.members.at[at] as number;
      frames.inner.add(stacks.frames.lo.at[frame] as number, stacks.frames.hi.at[frame] as number);
      this.#seeFrame(stacks, frame, now);
    }
    frames.end();
    last_seen.add(now);
    this.#stackRows++;
  }

  /** Native blocks of them; frames first, since stacks name them. Their memory is used again for the next batch. */
  take(): Companion[] {
    const companions: Companion[] = [];
    if (this.#frameRows > 0) companions.push({ table: frameTable.name, block: this.#frameBlock.toNative(this.#frameRows) });
    if (this.#stackRows > 0) companions.push({ table: stackTable.name, block: this.#stackBlock.toNative(this.#stackRows) });
    this.#frameBlock.clear();
    this.#stackBlock.clear();
    this.#frameRows = this.#stackRows = 0;
    return companions;
  }

  #seeFrame({ frames }: Stacks, index: number, now: number): void {
    const lo = frames.lo.at[index] as number;
    const hi = frames.hi.at[index] as number;
    if (!this.#sentFrames.send(lo, hi, now)) return;
    const { columns } = this.#frameBlock;
    columns.frame.add(lo, hi);
    frames.texts.addTo(columns.function, frames.functions.at[index] as number);
    frames.texts.addTo(columns.file, frames.files.at[index] as number);
    columns.line.add(frames.lines.at[index] as number);
    columns.column.add(frames.columns.at[index] as number);
    columns.kind.add(frames.kinds.at[index] as number);
    columns.last_seen.add(now);
    this.#frameRows++;
  }

  /** The same stack of two services is two rows: the service is part of what is remembered. */
  #enter(resource: Resource): void {
    this.#resource = resource;
    this.#murmur.hash(resource.service, 0, resource.service.length);
    this.#serviceLo = this.#murmur.lo;
    this.#serviceHi = this.#murmur.hi;
  }
}
