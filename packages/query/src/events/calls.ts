import type { SpanRow } from "../rows/span.ts";
import { type Block, endOf } from "./block.ts";
import { idOf } from "./ended.ts";
import type { OpenSpan } from "./open-span.ts";
import { type Running, runningOf } from "./waiting.ts";

/** A span that asked another process for something, and the span that took it up there. */
export interface Call {
  readonly caller: Running;
  readonly callee: Running;
}

/** The calls between processes among some spans, by the process that was called. */
export function callsOf(spans: readonly SpanRow[], openSpans: readonly OpenSpan[]): ReadonlyMap<string, readonly Call[]> {
  const all = [
    ...spans.map((span) => ({ span, running: runningOf(span, false) })),
    ...openSpans.map((span) => ({ span, running: runningOf(span, true) })),
  ];
  const byId = new Map(all.map((one) => [idOf(one.span), one]));
  const calls = all.flatMap(({ span: { kind }, running: callee }) => {
    const caller = kind === "server" ? byId.get(callee.parent) : undefined;
    return caller?.span.kind === "client" && caller.running.resource !== callee.resource ? [{ caller: caller.running, callee }] : [];
  });
  return Map.groupBy(calls, ({ callee }) => callee.resource);
}

/** Less of a block than a call takes anyway says nothing. */
const LEAST_NANOS = 1_000_000n;

/**
 * For how many nanoseconds of a block of the called process a call was under way without being worked on: before it was taken up,
 * and after its answer was ready; 0: not to speak of.
 */
export function heldUp({ caller, callee }: Call, block: Block): bigint {
  const [start, end] = [BigInt(block.startNano), endOf(block)];
  const within = (from: bigint, to: bigint): bigint => {
    const [first, last] = [from > start ? from : start, to < end ? to : end];
    return last > first ? last - first : 0n;
  };
  const over = caller.end ?? end;
  const before = within(caller.start, callee.start < over ? callee.start : over);
  const after = callee.end === undefined ? 0n : within(callee.end > caller.start ? callee.end : caller.start, over);
  return before + after >= LEAST_NANOS ? before + after : 0n;
}
