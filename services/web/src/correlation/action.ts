import type { Block, Correlation, Log, Span } from "@throughline/api";
import type { Stretch } from "../time/stretches.ts";

/** A span on the action's clock, with what it called. */
export interface Part extends Stretch {
  readonly span: Span;
  /** Undefined: it has none, or it is not stored. */
  readonly parent: Part | undefined;
  /** By start. */
  readonly children: readonly Part[];
}

export interface LogAt {
  readonly log: Log;
  readonly at: number;
}

export interface BlockAt extends Stretch {
  readonly block: Block;
}

/** Everything of one user action on one clock. */
export interface Action {
  /** Unix nanoseconds: offsets from it fit into a double for a hundred days. */
  readonly start: bigint;
  /** Of the last that is known. */
  readonly length: number;
  /** By start. */
  readonly parts: readonly Part[];
  /** Oldest first. */
  readonly logs: readonly LogAt[];
  readonly blocks: readonly BlockAt[];
}

interface Growing extends Part {
  parent: Part | undefined;
  readonly children: Growing[];
}

export function actionOf({ spans, logs, blocks }: Pick<Correlation, "spans" | "logs" | "blocks">): Action {
  const starts = [...spans.map(({ startTimeUnixNano }) => startTimeUnixNano), ...logs.map(({ timeUnixNano }) => timeUnixNano)];
  // A block may have begun before the action: it is shown as far as the action goes.
  const start = starts.map(BigInt).reduce((least, time) => (time < least ? time : least), BigInt(starts[0] ?? 0));
  const offset = (unixNano: string): number => Number(BigInt(unixNano) - start);
  const stretch = (from: number, durationNano: string): Stretch => ({ from, to: from + Number(durationNano) });

  const parts: Growing[] = spans
    .map((span) => ({ span, ...stretch(offset(span.startTimeUnixNano), span.durationNano), parent: undefined, children: [] }))
    .toSorted(byTime);
  adopt(parts);
  const logsAt = logs.map((log) => ({ log, at: offset(log.timeUnixNano) }));
  const last = [...parts.map(({ to }) => to), ...logsAt.map(({ at }) => at)].reduce((most, time) => Math.max(most, time), 0);
  const blocksAt = blocks.map((block) => ({ block, ...stretch(offset(block.startTimeUnixNano), block.durationNano) }));
  return { start, length: last, parts, logs: logsAt, blocks: blocksAt };
}

/** Gives every part its parent, and that one its child. Spans that are each other's parents are left without. */
function adopt(parts: readonly Growing[]): void {
  const byId = new Map(parts.map((part) => [idOf(part.span), part]));
  for (const part of parts) {
    const { traceId, parentSpanId } = part.span;
    const parent = parentSpanId === "" ? undefined : byId.get(`${traceId} ${parentSpanId}`);
    if (parent === undefined || isBelow(parent, part)) continue;
    part.parent = parent;
    parent.children.push(part);
  }
}

function isBelow(part: Part, ancestor: Part): boolean {
  for (let at: Part | undefined = part; at !== undefined; at = at.parent) if (at === ancestor) return true;
  return false;
}

export function idOf({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string {
  return `${traceId} ${spanId}`;
}

export function byTime(a: Stretch, b: Stretch): number {
  return a.from - b.from || b.to - a.to;
}

export const hasFailed = ({ span }: Part): boolean => span.status.code === "error";
export const isOpen = ({ span }: Part): boolean => span.open !== false && span.open.state === "open";
export const isLost = ({ span }: Part): boolean => span.open !== false && span.open.state === "lost";
export const lengthOf = ({ from, to }: Stretch): number => to - from;
