import { type Block, endOf } from "./block.ts";
import { idOf } from "./ended.ts";

/** A span as far as it matters for a block. */
export interface Lasting {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly resource: string;
  readonly startNano: string;
  readonly durationNano: string;
}

/** For how many nanoseconds a span of the block's process ran while it lasted; 0: not at all. `isOpen`: it has not ended. */
export function overlap(block: Block, span: Lasting, isOpen: boolean): bigint {
  if (span.resource !== block.resource) return 0n;
  const from = BigInt(span.startNano) > BigInt(block.startNano) ? BigInt(span.startNano) : BigInt(block.startNano);
  const to = !isOpen && endOf(span) < endOf(block) ? endOf(span) : endOf(block);
  return to > from ? to - from : 0n;
}

/**
 * Tells which spans waited for a block: those of its process that ran meanwhile, but for the span that held the thread, those
 * around it, and those that it began and ended itself as it held it. `spans` are all that are known.
 */
export function waitersFor(block: Block, spans: ReadonlyMap<string, Lasting>): (span: Lasting, isOpen: boolean) => boolean {
  const holder = idOf(block);
  const around = new Set(chainOf(block, spans));
  return (span, isOpen) => {
    if (overlap(block, span, isOpen) === 0n || around.has(idOf(span))) return false;
    const isWithin = !isOpen && BigInt(span.startNano) >= BigInt(block.startNano) && endOf(span) <= endOf(block);
    return !(isWithin && chainOf(span, spans).includes(holder));
  };
}

/** A span and all those around it, from the inside out. */
function chainOf(span: { readonly traceId: string; readonly spanId: string }, spans: ReadonlyMap<string, Lasting>): string[] {
  const chain: string[] = [];
  for (let id = idOf(span); id !== "" && !chain.includes(id);) {
    chain.push(id);
    const known = spans.get(id);
    id = known === undefined || known.parentId === "" ? "" : known.traceId + known.parentId;
  }
  return chain;
}
