import { type Graph, ROOT } from "./graph.ts";

/** A frame as it is drawn, in CSS pixels from the left; its row from the root on. */
export interface Box {
  readonly node: number;
  readonly x: number;
  readonly width: number;
  readonly row: number;
}

/** Thinner than this it is not seen. */
const THINNEST = 0.5;

/**
 * The frames that are seen when `focus` fills the width: what called it fills it, too, and what is beside it is not seen. Rows outside
 * `rows` are left out. What is too thin is passed over with all that is below it.
 */
export function boxesOf(graph: Graph, focus: number, width: number, rows: { readonly from: number; readonly to: number }): Box[] {
  const boxes: Box[] = [];
  for (let at = graph.parent[focus] as number; at >= ROOT; at = graph.parent[at] as number)
    if (isIn(rows, graph.depth[at] as number)) boxes.push({ node: at, x: 0, width, row: graph.depth[at] as number });
  boxes.reverse();
  const left = graph.left[focus] as number;
  const scale = (graph.width[focus] as number) > 0 ? width / (graph.width[focus] as number) : 0;
  const last = graph.end[focus] as number;
  for (let at = focus; at < last;) {
    const wide = (graph.width[at] as number) * scale;
    const row = graph.depth[at] as number;
    if (wide < THINNEST || row >= rows.to) {
      at = graph.end[at] as number;
      continue;
    }
    if (row >= rows.from) boxes.push({ node: at, x: ((graph.left[at] as number) - left) * scale, width: wide, row });
    at++;
  }
  return boxes;
}

const isIn = ({ from, to }: { readonly from: number; readonly to: number }, row: number) => row >= from && row < to;

/** The node at a place of that picture: `share` of the width, 0 to 1. */
export function nodeAt(graph: Graph, focus: number, row: number, share: number): number | undefined {
  if (row < 0 || share < 0 || share >= 1) return undefined;
  let at = focus;
  if (row < (graph.depth[focus] as number)) {
    while (at >= ROOT && (graph.depth[at] as number) > row) at = graph.parent[at] as number;
    return at;
  }
  const place = (graph.left[focus] as number) + share * (graph.width[focus] as number);
  while ((graph.depth[at] as number) < row) {
    const last = graph.end[at] as number;
    let child = at + 1;
    while (child < last && (graph.left[child] as number) + (graph.width[child] as number) <= place) child = graph.end[child] as number;
    if (child >= last || (graph.left[child] as number) > place) return undefined;
    at = child;
  }
  return at;
}

/** How a key that points moves over the picture: to the caller, to the heaviest callee, to the nearest beside it in its row. */
export type Direction = "caller" | "callee" | "before" | "after";

/** Where it leads; the node itself where there is nothing, or nothing below `focus`. */
export function moveFrom(graph: Graph, focus: number, node: number, direction: Direction): number {
  const row = graph.depth[node] as number;
  if (direction === "caller") return Math.max(graph.parent[node] as number, ROOT);
  if (direction === "callee") return isAbove(graph, node, focus) ? towards(graph, node, focus) : firstBelow(graph, node);
  if (isAbove(graph, node, focus)) return node;
  const last = graph.end[focus] as number;
  if (direction === "after") {
    for (let at = graph.end[node] as number; at < last;) {
      if (graph.depth[at] === row && isSeen(graph, at)) return at;
      at = (graph.depth[at] as number) < row && isSeen(graph, at) ? at + 1 : (graph.end[at] as number);
    }
    return node;
  }
  for (let at = node - 1; at > focus; at--) if (graph.depth[at] === row && isSeen(graph, at)) return at;
  return node;
}

const isSeen = (graph: Graph, node: number) => (graph.width[node] as number) > 0;

const firstBelow = (graph: Graph, node: number) => {
  const first = node + 1;
  return first < (graph.end[node] as number) && isSeen(graph, first) ? first : node;
};

/** Whether `node` is one of those that called `focus`. */
function isAbove(graph: Graph, node: number, focus: number): boolean {
  return node < focus && focus < (graph.end[node] as number);
}

function towards(graph: Graph, node: number, focus: number): number {
  let at = focus;
  while (graph.parent[at] !== node) at = graph.parent[at] as number;
  return at;
}

/** Where a node is drawn; undefined if it is beside `focus`. */
export function boxOf(graph: Graph, focus: number, node: number, width: number): Box | undefined {
  const row = graph.depth[node] as number;
  if (isAbove(graph, node, focus)) return { node, x: 0, width, row };
  if (node < focus || node >= (graph.end[focus] as number)) return undefined;
  const scale = (graph.width[focus] as number) > 0 ? width / (graph.width[focus] as number) : 0;
  return {
    node,
    x: ((graph.left[node] as number) - (graph.left[focus] as number)) * scale,
    width: (graph.width[node] as number) * scale,
    row,
  };
}
