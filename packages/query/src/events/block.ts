import { BLOCKED } from "./event-names.ts";
import type { EventRow } from "./event-row.ts";
import { Facts } from "./facts.ts";

/** A time in which one piece of code held the event loop of a process. Times in Unix nanoseconds, as decimal strings. */
export interface Block {
  readonly blockId: string;
  /** Trace and span of what held it; empty: nothing that belongs to one. */
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  readonly resource: string;
  readonly startNano: string;
  readonly durationNano: string;
  /** How much of it was garbage collection, as far as is known. */
  readonly collectedNano: string;
  /** Whether it had not ended at its last report. */
  readonly isOngoing: boolean;
  /** Stacks of what held it, each a V8 stack without its head line. */
  readonly stacks: readonly string[];
  /** The innermost frame of the app's own code; `undefined` where it is not known. */
  readonly function: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

/** What an event `throughline.event_loop.blocked` says. */
function blockOf(row: EventRow): Block {
  const facts = new Facts(row);
  const duration = facts.integer("throughline.block.duration_nano") ?? 0n;
  const line = facts.integer("code.line.number");
  return {
    blockId: facts.text("throughline.block.id") ?? "",
    traceId: row.traceId,
    spanId: row.spanId,
    service: row.service,
    resource: row.resource,
    startNano: String(facts.integer("throughline.block.start_time_unix_nano") ?? BigInt(row.timeNano) - duration),
    durationNano: String(duration),
    collectedNano: String(facts.integer("throughline.block.gc_duration_nano") ?? 0n),
    isOngoing: facts.text("throughline.block.ongoing") === "true",
    stacks: facts.strings("throughline.block.stacks"),
    function: facts.text("code.function.name"),
    file: facts.text("code.file.path"),
    line: line === undefined ? undefined : Number(line),
  };
}

/** When it ended, or was reported last, in Unix nanoseconds. */
export function endOf(of: { readonly startNano: string; readonly durationNano: string }): bigint {
  return BigInt(of.startNano) + BigInt(of.durationNano);
}

/** The blocks that events of any kind tell of. Of several reports of one block the longest is the truth. */
export function blocksOf(events: readonly EventRow[]): Block[] {
  const longest = new Map<string, Block>();
  for (const row of events) {
    if (row.eventName !== BLOCKED) continue;
    const block = blockOf(row);
    const known = longest.get(block.blockId);
    if (!known || BigInt(block.durationNano) > BigInt(known.durationNano)) longest.set(block.blockId, block);
  }
  return [...longest.values()];
}
