import { childrenOf, type Graph, pathTo, ROOT } from "./graph.ts";

/** An item of the tree that a screen reader has beside the canvas. */
export interface TreeItem {
  readonly node: number;
  /** From 1. */
  readonly level: number;
  readonly position: number;
  readonly size: number;
  /** Whether its children are in the list; undefined: it has none. */
  readonly isExpanded: boolean | undefined;
}

/** Most of the frames beside one another that are told of at once. */
const MOST = 50;

/**
 * The part of the tree about `cursor`: its callers, what is beside it, and what it calls. All of it would be tens of thousands of elements.
 */
export function treeItems(graph: Graph, cursor: number): TreeItem[] {
  const path = new Set(pathTo(graph, cursor));
  const items: TreeItem[] = [];
  const put = (node: number, position: number, size: number): void => {
    const children = childrenOf(graph, node);
    const isExpanded = children.length === 0 ? undefined : path.has(node);
    items.push({ node, level: (graph.depth[node] as number) + 1, position, size, isExpanded });
    if (!isExpanded) return;
    const wanted = children.findIndex((child) => path.has(child));
    const isBeside = children[wanted] === cursor || node === cursor;
    const from = Math.max(0, Math.min(wanted - MOST / 2, children.length - MOST));
    children.forEach((child, at) => {
      if (at === wanted || (isBeside && at >= from && at < from + MOST)) put(child, at + 1, children.length);
    });
  };
  put(ROOT, 1, 1);
  return items;
}
