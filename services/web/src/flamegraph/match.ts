import type { Frame } from "@throughline/profile";
import { type Graph, ratio, ROOT } from "./graph.ts";

/** Whether a frame is looked for. */
export type Matches = (frame: Pick<Frame, "function" | "file">) => boolean;

/** `undefined`: nothing is looked for. */
export type Search = { readonly matches: Matches } | { readonly problem: string } | undefined;

/** `/…/` is a regular expression, anything else text in any case; both are looked for in names of functions and files. */
export function searchOf(text: string): Search {
  if (text.trim() === "") return undefined;
  const [, source] = /^\/(.+)\/$/s.exec(text) ?? [];
  if (source !== undefined) {
    try {
      const pattern = new RegExp(source, "iu");
      return { matches: (frame) => pattern.test(frame.function) || pattern.test(frame.file) };
    } catch {
      return { problem: "This is no regular expression" };
    }
  }
  const wanted = text.trim().toLowerCase();
  return { matches: (frame) => frame.function.toLowerCase().includes(wanted) || frame.file.toLowerCase().includes(wanted) };
}

/** Nodes that match, how many, and what they weigh as shares of all; a match within a match counts once. */
export interface Found {
  readonly hits: Uint8Array;
  readonly count: number;
  readonly share: number;
  readonly baseShare: number;
}

export function find(graph: Graph, matches: Matches): Found {
  const hits = new Uint8Array(graph.frames.length);
  const known = new Map<string, boolean>();
  let [count, weight, baseWeight, until] = [0, 0, 0, 0];
  for (let node = ROOT + 1; node < hits.length; node++) {
    const frame = graph.frames[node] as Frame;
    const key = `${frame.function}\0${frame.file}`;
    let isHit = known.get(key);
    if (isHit === undefined) known.set(key, (isHit = matches(frame)));
    if (!isHit) continue;
    hits[node] = 1;
    count++;
    if (node < until) continue;
    until = graph.end[node] as number;
    weight += graph.total[node] as number;
    baseWeight += graph.baseTotal[node] as number;
  }
  return { hits, count, share: ratio(weight, graph.all.total), baseShare: ratio(baseWeight, graph.all.baseTotal) };
}
