import type { Span } from "@throughline/api";

/** A span at its place among others. Times are nanoseconds since the forest's start: a double holds 104 days of them exactly. */
export interface SpanNode {
  /** Its place in `Forest.nodes`. */
  readonly index: number;
  readonly span: Span;
  readonly start: number;
  /** Of an open span: as far as is known. */
  readonly end: number;
  /** 0: a root. */
  readonly depth: number;
  readonly parent: SpanNode | undefined;
  readonly children: readonly SpanNode[];
  /** Index behind its last descendant: those of `index + 1` to here are its descendants. */
  readonly behind: number;
  /** Why it stands at the top although it names a parent: that one is not here, or it is its own ancestor. */
  readonly detached: "parent missing" | "cycle" | undefined;
}

/** The spans of one trace or of several, each below its parent. */
export interface Forest {
  readonly startNano: bigint;
  /** From the first start to the last end that is known. */
  readonly duration: number;
  /** Each parent before its children, siblings by start; trees by the start of their roots. */
  readonly nodes: readonly SpanNode[];
  readonly roots: readonly SpanNode[];
  readonly byId: ReadonlyMap<string, SpanNode>;
}

type Growing = { -readonly [Key in Exclude<keyof SpanNode, "parent" | "children">]: SpanNode[Key] } & {
  parent: Growing | undefined;
  children: Growing[];
};

/**
 * Puts spans below their parents. None is lost: one whose parent is not here, or that is its own ancestor, becomes a root and says why.
 * Where two have the same ID, children belong to the first. `from`, in Unix nanoseconds: begin there if no span begins earlier.
 */
export function forestOf(spans: readonly Span[], from?: bigint): Forest {
  const starts = spans.map(({ startTimeUnixNano }) => BigInt(startTimeUnixNano));
  const startNano = starts.reduce<bigint | undefined>((least, start) => (least === undefined || start < least ? start : least), from) ?? 0n;
  const byId = new Map<string, Growing>();
  const all = spans.map((span, at): Growing => {
    const start = Number((starts[at] ?? 0n) - startNano);
    const end = start + Number(span.durationNano);
    const node = { index: -1, span, start, end, depth: 0, parent: undefined, children: [], behind: 0, detached: undefined };
    if (!byId.has(span.spanId)) byId.set(span.spanId, node);
    return node;
  });
  const roots: Growing[] = [];
  for (const node of all) {
    const { parentSpanId } = node.span;
    const parent = parentSpanId === "" ? undefined : byId.get(parentSpanId);
    if (parent && parent !== node) {
      node.parent = parent;
      parent.children.push(node);
    } else {
      if (parentSpanId !== "") node.detached = parent ? "cycle" : "parent missing";
      roots.push(node);
    }
  }
  const byStart = (a: Growing, b: Growing) => a.start - b.start;
  for (const node of all) if (node.children.length > 1) node.children.sort(byStart);
  cutCycles(all, roots);
  roots.sort(byStart);
  return {
    startNano,
    duration: all.reduce((latest, { end }) => Math.max(latest, end), 0),
    nodes: inOrder(roots),
    roots,
    byId,
  };
}

/** Of each ring the span that begins first becomes a root. */
function cutCycles(all: readonly Growing[], roots: Growing[]): void {
  const seen = new Set<Growing>();
  const visit = (root: Growing) => {
    const waiting = [root];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      seen.add(node);
      for (const child of node.children) waiting.push(child);
    }
  };
  for (const root of roots) visit(root);
  if (seen.size === all.length) return;
  for (const node of all.toSorted((a, b) => a.start - b.start)) {
    if (seen.has(node)) continue;
    const ring = onRing(node);
    const { parent } = ring;
    if (parent) parent.children.splice(parent.children.indexOf(ring), 1);
    ring.parent = undefined;
    ring.detached = "cycle";
    roots.push(ring);
    visit(ring);
  }
}

/** Whose ancestor it is itself: of a node whose ancestors never end, the first to begin of that ring. */
function onRing(node: Growing): Growing {
  const passed = new Set<Growing>();
  let at = node;
  while (at.parent && !passed.has(at)) {
    passed.add(at);
    at = at.parent;
  }
  let first = at;
  for (let next = at.parent; next && next !== at; next = next.parent) if (next.start < first.start) first = next;
  return first;
}

function inOrder(roots: readonly Growing[]): SpanNode[] {
  const nodes: Growing[] = [];
  const waiting = roots.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    node.index = nodes.length;
    node.depth = node.parent ? node.parent.depth + 1 : 0;
    nodes.push(node);
    for (let at = node.children.length - 1; at >= 0; at--) waiting.push(node.children[at] as Growing);
  }
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at] as Growing;
    node.behind = node.children.at(-1)?.behind ?? at + 1;
  }
  return nodes;
}
