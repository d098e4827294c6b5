import type { Frame } from "@throughline/profile";
import { type Graph, ratio, ROOT } from "./graph.ts";
import { functionKey } from "./stack-tree.ts";

/** A function, all its lines and all ways to it together. */
export interface TopFunction {
  readonly key: string;
  readonly frame: Frame;
  readonly self: number;
  /** With what it called; where it called itself, counted once. */
  readonly total: number;
  readonly baseSelf: number;
  readonly baseTotal: number;
}

/** Every function of a graph, in the order in which it is met. */
export function topFunctions(graph: Graph): TopFunction[] {
  const functions = new Map<string, { -readonly [Name in keyof TopFunction]: TopFunction[Name] }>();
  // Behind which node a function stops being on the stack.
  const runsUntil = new Map<string, number>();
  for (let node = ROOT + 1; node < graph.frames.length; node++) {
    const frame = graph.frames[node] as Frame;
    const key = functionKey(frame);
    let entry = functions.get(key);
    if (!entry) functions.set(key, (entry = { key, frame, self: 0, total: 0, baseSelf: 0, baseTotal: 0 }));
    if (frame.line > 0 && (entry.frame.line === 0 || frame.line < entry.frame.line)) entry.frame = frame;
    entry.self += graph.self[node] as number;
    entry.baseSelf += graph.baseSelf[node] as number;
    if (node < (runsUntil.get(key) ?? 0)) continue;
    runsUntil.set(key, graph.end[node] as number);
    entry.total += graph.total[node] as number;
    entry.baseTotal += graph.baseTotal[node] as number;
  }
  return [...functions.values()];
}

export const SORTS = ["self", "total", "change", "function", "file"] as const;
export type Sort = (typeof SORTS)[number];

/** Numbers from the largest down, names from A on; `isReversed` the other way round. `change` is the share of the total now less that before. */
export function sorted(functions: readonly TopFunction[], graph: Graph, sort: Sort, isReversed: boolean): TopFunction[] {
  const compare: Readonly<Record<Sort, (one: TopFunction, other: TopFunction) => number>> = {
    self: (one, other) => other.self + other.baseSelf - one.self - one.baseSelf,
    total: (one, other) => other.total + other.baseTotal - one.total - one.baseTotal,
    change: (one, other) => changeOfTotal(other, graph) - changeOfTotal(one, graph),
    function: (one, other) => byText(one.frame.function, other.frame.function),
    file: (one, other) => byText(one.frame.file, other.frame.file) || one.frame.line - other.frame.line,
  };
  const ordered = functions.toSorted((one, other) => compare[sort](one, other) || compare.total(one, other) || byText(one.key, other.key));
  return isReversed ? ordered.toReversed() : ordered;
}

/** Share of all that the function weighs, less what it was in the base. */
export function changeOfTotal({ total, baseTotal }: TopFunction, { all }: Graph): number {
  return ratio(total, all.total) - ratio(baseTotal, all.baseTotal);
}

const byText = (one: string, other: string) => (one < other ? -1 : Number(one > other));
