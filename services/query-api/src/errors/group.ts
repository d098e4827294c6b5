import type { ErrorCount, Occurrence } from "@throughline/query";
import { ANONYMOUS, type Frame, ownFrame, stackOfText } from "@throughline/profile";

/** Errors of one service, type and message that were thrown in one place. */
export interface Group {
  readonly service: string;
  readonly type: string;
  readonly message: string;
  readonly operation: string;
  frame: Frame | undefined;
  first: Occurrence;
  last: Occurrence;
  /** How many in which step. */
  readonly records: Map<bigint, number>;
  readonly spans: Map<bigint, number>;
}

/** The same for those that are one group. Lines move when code is changed above them, which makes no new error: a named function tells the place. */
export function keyOf({
  service,
  type,
  message,
  operation,
  frame,
}: Pick<Group, "service" | "type" | "message" | "operation" | "frame">): string {
  const place = frame && [frame.file, frame.function, frame.function === ANONYMOUS ? frame.line : 0];
  return JSON.stringify([service, type, sameMask(message), operation, place]);
}

/** Whether digits alone happen to make an ID is chance. */
export function sameMask(message: string): string {
  return message.replaceAll("<n>", "<id>");
}

/** Finds the frames of stacks, of each but once. */
export class Frames {
  readonly #known = new Map<string, Frame | undefined>();

  of(stack: string): Frame | undefined {
    if (!this.#known.has(stack)) this.#known.set(stack, ownFrame(stackOfText(stack)));
    return this.#known.get(stack);
  }
}

/** The group of one count alone. */
export function groupOf({ of, service, type, message, operation, first, last, stack, steps }: ErrorCount, frames: Frames): Group {
  const counts = new Map(steps);
  return {
    service,
    type,
    message,
    operation,
    frame: frames.of(stack),
    first,
    last,
    records: of === "records" ? counts : new Map(),
    spans: of === "spans" ? counts : new Map(),
  };
}

/** Adds `other` to a group. */
export function add(group: Group, other: Group): void {
  for (const source of ["records", "spans"] as const)
    for (const [step, count] of other[source]) group[source].set(step, (group[source].get(step) ?? 0) + count);
  if (other.first.time < group.first.time) group.first = other.first;
  if (other.last.time > group.last.time) {
    group.last = other.last;
    group.frame = other.frame ?? group.frame;
  }
}

export function sumOf(counts: ReadonlyMap<bigint, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
