import { barOf, xOf } from "./bar.ts";
import type { SpanNode } from "./forest.ts";
import type { BlockMark, EventMark, LogMark, Marks } from "./marks.ts";
import type { Window } from "./ticks.ts";

/** What of a row is pointed at. */
export type Hit =
  | { readonly type: "log"; readonly mark: LogMark }
  | { readonly type: "event"; readonly mark: EventMark }
  | { readonly type: "block"; readonly mark: BlockMark }
  | { readonly type: "span" };

/** How near a mark counts, in pixels. */
const NEAR = 5;

/** What is drawn at `x` of a row `width` pixels wide: a mark before the bar that it lies on; undefined: nothing. */
export function hitOf({ start }: SpanNode, end: number, marks: Marks, x: number, window: Window, width: number): Hit | undefined {
  const nearest = <Mark extends { readonly at: number }>(all: readonly Mark[]): Mark | undefined => {
    const near = all
      .map((mark) => ({ mark, distance: Math.abs(xOf(mark.at, window, width) - x) }))
      .filter(({ distance }) => distance <= NEAR);
    return near.toSorted((a, b) => a.distance - b.distance)[0]?.mark;
  };
  const log = nearest(marks.logs);
  if (log) return { type: "log", mark: log };
  const event = nearest(marks.events);
  if (event) return { type: "event", mark: event };
  const covers = (from: number, to: number) => {
    const bar = barOf(from, to, window, width);
    return bar !== undefined && x >= bar.x - 1 && x <= bar.x + bar.width + 1;
  };
  const block = marks.blocks.findLast(({ from, to }) => covers(from, to));
  if (block) return { type: "block", mark: block };
  return covers(start, end) ? { type: "span" } : undefined;
}
