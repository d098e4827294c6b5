import type { Forest, SpanNode } from "./forest.ts";

/** Spans that are shown at first; where there are more, deep ones are folded. */
const SHOWN_AT_FIRST = 1_000;

/** Depth from which on spans are folded so that a large trace begins with a view of its top. `kept`: only these are shown. */
export function foldedFrom({ nodes }: Forest, kept?: ReadonlySet<number>): number {
  const byDepth: number[] = [];
  for (const { depth, index } of nodes) if (!kept || kept.has(index)) byDepth[depth] = (byDepth[depth] ?? 0) + 1;
  let shown = 0;
  const deepest = byDepth.findIndex((count) => (shown += count) > SHOWN_AT_FIRST);
  return deepest === -1 ? Number.POSITIVE_INFINITY : Math.max(1, deepest - 1);
}

/** How deep it goes: 0 if it has only roots. */
export function depthOf({ nodes }: Forest): number {
  return nodes.reduce((most, { depth }) => Math.max(most, depth), 0);
}

/** What of a forest is folded: all spans from a depth on, but for those that were opened or folded by hand; by their IDs. */
export interface Folding {
  readonly from: number;
  readonly opened: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
}

export function isFolded({ span: { spanId }, depth, children }: SpanNode, { from, opened, folded }: Folding): boolean {
  return children.length > 0 && (folded.has(spanId) || (depth >= from && !opened.has(spanId)));
}

/** The folding with these spans folded, or opened. */
export function folding({ from, opened, folded }: Folding, nodes: readonly SpanNode[], fold: boolean): Folding {
  const others = { opened: new Set(opened), folded: new Set(folded) };
  for (const { depth, span } of nodes) {
    others.opened.delete(span.spanId);
    others.folded.delete(span.spanId);
    if (fold && depth < from) others.folded.add(span.spanId);
    if (!fold && depth >= from) others.opened.add(span.spanId);
  }
  return { from, ...others };
}

/** Indices of the spans that have a row, in order: none below a folded one, and where `kept` says which are wanted, only those. */
export function rowsOf({ nodes }: Forest, given: Folding, kept?: ReadonlySet<number>): number[] {
  const rows: number[] = [];
  for (let at = 0; at < nodes.length;) {
    const node = nodes[at] as SpanNode;
    const isShown = !kept || kept.has(at);
    if (isShown) rows.push(at);
    at = !isShown || isFolded(node, given) ? node.behind : at + 1;
  }
  return rows;
}

/** The spans of `matches` and all that they lie in: what remains when the rest is filtered out. */
export function withAncestors({ nodes }: Forest, matches: Iterable<number>): Set<number> {
  const kept = new Set<number>();
  for (const index of matches) for (let node = nodes[index]; node && !kept.has(node.index); node = node.parent) kept.add(node.index);
  return kept;
}

/** The folding in which a span has a row: nothing that it lies in is folded. */
export function unfoldedTo(node: SpanNode, given: Folding): Folding {
  const inTheWay: SpanNode[] = [];
  for (let at = node.parent; at; at = at.parent) if (isFolded(at, given)) inTheWay.push(at);
  return inTheWay.length > 0 ? folding(given, inTheWay, false) : given;
}

/** Which row a span has; undefined: none. Rows are in order of indices. */
export function rowAt(rows: readonly number[], index: number): number | undefined {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return rows[low] === index ? low : undefined;
}
