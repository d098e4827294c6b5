import type { Frame } from "@throughline/profile";
import { hashOf } from "../text/hash.ts";
import { functionKey, type StackNode } from "./stack-tree.ts";

/** The node that everything is in. */
export const ROOT = 0;

/**
 * A flame graph in columns, a node's children right behind it: what is below a node is all from it to `end`, so that drawing passes over
 * what is too thin at once.
 */
export interface Graph {
  readonly frames: readonly Frame[];
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** The first node behind all that is below it. */
  readonly end: Int32Array;
  readonly self: Float64Array;
  readonly total: Float64Array;
  readonly baseSelf: Float64Array;
  readonly baseTotal: Float64Array;
  /** Where it begins and how wide it is, as shares of the root. */
  readonly left: Float64Array;
  readonly width: Float64Array;
  /** Text by which a URL names it: made of the functions from the root on, so that it stays when the numbers change. */
  readonly ids: readonly string[];
  /** Rows that it takes. */
  readonly rows: number;
  readonly isDifference: boolean;
  /** What shares are shares of. */
  readonly all: Pick<StackNode, "total" | "baseTotal">;
}

/**
 * Lays the tree out; of a part of a tree, `all` is what shares are of. In a difference a frame is as wide as the mean of its two shares, as
 * in the SVG, so that what is gone and what is new both show.
 */
export function graphOf(root: StackNode, isDifference = false, all: Graph["all"] = root): Graph {
  const nodes: StackNode[] = [];
  const parents: number[] = [];
  const count = walk(root, (node, parent) => {
    nodes.push(node);
    parents.push(parent);
  });
  const column = (valueOf: (node: StackNode) => number) => Float64Array.from(nodes, valueOf);
  const left = new Float64Array(count);
  const [depth, end] = [new Int32Array(count), new Int32Array(count).fill(1)];
  const widthOf = ({ total: now, baseTotal: before }: StackNode) => ratio(now, all.total) + ratio(before, all.baseTotal);
  const full = widthOf(root);
  const width = column((node) => ratio(widthOf(node), full));
  // Where the next child of a node begins.
  const next = new Float64Array(count);
  const hashes = new Float64Array(count);
  const placeHash = rememberHashes();
  let rows = 0;
  nodes.forEach((node, at) => {
    const parent = parents[at] as number;
    if (at !== ROOT) {
      depth[at] = (depth[parent] as number) + 1;
      left[at] = next[parent] as number;
      next[parent] = (next[parent] as number) + (width[at] as number);
    }
    next[at] = left[at] as number;
    rows = Math.max(rows, (depth[at] as number) + 1);
    hashes[at] = at === ROOT ? 0 : mixed(hashes[parent] as number, placeHash(node));
  });
  // Until its turn comes, `end` counts a node and what is below it.
  for (let at = count - 1; at >= ROOT; at--) {
    const size = end[at] as number;
    if (at !== ROOT) end[parents[at] as number] = (end[parents[at] as number] as number) + size;
    end[at] = at + size;
  }
  return {
    frames: nodes,
    parent: Int32Array.from(parents),
    depth,
    end,
    self: column((node) => node.self),
    total: column((node) => node.total),
    baseSelf: column((node) => node.baseSelf),
    baseTotal: column((node) => node.baseTotal),
    left,
    width,
    ids: Array.from(hashes, (hash) => hash.toString(36)),
    rows,
    isDifference,
    all,
  };
}

/** Visits the tree from its root on, children right behind their parent, without recursion: stacks may be deep. */
function walk(root: StackNode, visit: (node: StackNode, parent: number) => void): number {
  const waiting: { readonly node: StackNode; readonly parent: number }[] = [{ node: root, parent: -1 }];
  let count = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    visit(next.node, next.parent);
    const at = count++;
    for (const child of next.node.children.toReversed()) waiting.push({ node: child, parent: at });
  }
  return count;
}

/** Hashes of frames; few of them stand in many places. */
function rememberHashes(): (frame: Frame) => number {
  const known = new Map<string, number>();
  return (frame) => {
    const text = `${functionKey(frame)}:${frame.line}:${frame.column}`;
    let hash = known.get(text);
    if (hash === undefined) known.set(text, (hash = hashOf(text)));
    return hash;
  };
}

const mixed = (above: number, own: number): number => (Math.imul(above ^ (own >>> 7), 0x9e3779b1) ^ own) >>> 0;

/** The node of that ID, else the root. */
export function nodeOfId(graph: Graph, id: string | undefined): number {
  return id === undefined ? ROOT : Math.max(graph.ids.indexOf(id), ROOT);
}

/** The nodes from the root to this one. */
export function pathTo(graph: Graph, node: number): number[] {
  const path = [];
  for (let at = node; at >= ROOT; at = graph.parent[at] as number) path.push(at);
  return path.toReversed();
}

/** What it calls, heaviest first. */
export function childrenOf({ end }: Graph, node: number): number[] {
  const children = [];
  const last = end[node] as number;
  for (let at = node + 1; at < last; at = end[at] as number) children.push(at);
  return children;
}

/** Share of all now less that in the base: −1 to 1. */
export function changeOf({ total, baseTotal, all }: Graph, node: number): number {
  return ratio(total[node] as number, all.total) - ratio(baseTotal[node] as number, all.baseTotal);
}

/** A part of a whole, 0 to 1; of nothing there is no part. */
export function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
