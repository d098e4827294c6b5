import { type Block, endOf } from "./block.ts";
import { idOf } from "./ended.ts";

/** A span as far as it matters for a block. Times in Unix nanoseconds. */
export interface Running {
  readonly id: string;
  /** ID of the span around it; empty: there is none. */
  readonly parent: string;
  readonly resource: string;
  readonly start: bigint;
  /** `undefined`: it has not ended. */
  readonly end: bigint | undefined;
}

/** What matters of a span. IDs are those of `idOf`. */
export function runningOf(
  span: {
    readonly traceId: string;
    readonly spanId: string;
    readonly parentId: string;
    readonly resource: string;
    readonly startNano: string;
    readonly durationNano: string;
  },
  isOpen: boolean,
): Running {
  return {
    id: idOf(span),
    parent: span.parentId === "" ? "" : span.traceId + span.parentId,
    resource: span.resource,
    start: BigInt(span.startNano),
    end: isOpen ? undefined : endOf(span),
  };
}

/**
 * Tells for how many nanoseconds a span waited for a block: as long as it ran meanwhile in the same process. Those that waited for
 * nothing, 0, are the span that held the thread, those around it, and those that it began and ended itself as it held it.
 * `known`: all spans that are known, by their IDs.
 */
export function waitingFor(block: Block, known: ReadonlyMap<string, Running>): (span: Running) => bigint {
  const start = BigInt(block.startNano);
  const end = endOf(block);
  const holder = idOf(block);
  const around = new Set(chainOf(holder, known));
  return (span) => {
    if (span.resource !== block.resource || span.start >= end || (span.end !== undefined && span.end <= start)) return 0n;
    if (around.has(span.id)) return 0n;
    const isWithin = span.start >= start && span.end !== undefined && span.end <= end;
    if (isWithin && chainOf(span.id, known).includes(holder)) return 0n;
    return (span.end !== undefined && span.end < end ? span.end : end) - (span.start > start ? span.start : start);
  };
}

/** A span and all those around it, from the inside out. */
function chainOf(id: string, known: ReadonlyMap<string, Running>): string[] {
  const chain: string[] = [];
  for (let at = id; at !== "" && !chain.includes(at); at = known.get(at)?.parent ?? "") chain.push(at);
  return chain;
}
