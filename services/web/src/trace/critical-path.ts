import type { Forest, SpanNode } from "./forest.ts";

/** A time in which nothing but this span kept its trace from ending sooner; nanoseconds since the forest's start. */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** Of each span that is on it, by its index in the forest: its parts of the path, the latest first. */
export type CriticalPath = ReadonlyMap<number, readonly Segment[]>;

/**
 * The critical path of each trace: what would have to be quicker for the trace to end sooner.
 *
 * It is walked back from the end. In a span, the child that ends last was waited for: the time behind it is the span's own, the child is
 * walked the same way, and at the child's start the walk goes on in the span, with the children that had ended by then. A child that outlasts
 * its parent was not waited for any longer than the parent ran: it counts up to the parent's end. One that begins after its parent ended goes on
 * with the trace (a message that is processed later) and is walked first. Several roots of one trace are walked like children of one.
 */
export function criticalPath({ nodes, roots }: Forest): CriticalPath {
  const lasts = lastEnds(nodes);
  const path = new Map<number, Segment[]>();
  const add = ({ index }: SpanNode, from: number, to: number) => {
    if (to <= from) return;
    const segments = path.get(index);
    if (segments) segments.push({ from, to });
    else path.set(index, [{ from, to }]);
  };
  for (const ofTrace of Map.groupBy(roots, ({ span }) => span.traceId).values()) {
    const walks: Walk[] = [walkOf(undefined, ofTrace, Number.POSITIVE_INFINITY, lasts)];
    for (let walk = walks.at(-1); walk; walk = walks.at(-1)) {
      const { node } = walk;
      const next = walk.next();
      const until = node ? Math.min(walk.at, node.end) : walk.at;
      if (next) {
        const { child, ended } = next;
        if (node) add(node, Math.max(ended, node.start), until);
        walk.at = Math.max(child.start, node?.start ?? child.start);
        walks.push(walkOf(child, child.children, ended, lasts));
      } else {
        if (node) add(node, node.start, until);
        walks.pop();
      }
    }
  }
  return path;
}

interface Walk {
  readonly node: SpanNode | undefined;
  /** How far back it came. */
  at: number;
  /** The child that was waited for last before `at`, and until when. */
  next(): { readonly child: SpanNode; readonly ended: number } | undefined;
}

function walkOf(node: SpanNode | undefined, children: readonly SpanNode[], at: number, lasts: Float64Array): Walk {
  const waited = children
    .map((child) => ({ child, ended: node && child.start < node.end ? Math.min(child.end, node.end) : (lasts[child.index] ?? child.end) }))
    .filter(({ child, ended }) => ended > child.start)
    .toSorted((a, b) => a.ended - b.ended);
  const walk: Walk = {
    node,
    at,
    next() {
      for (let last = waited.pop(); last; last = waited.pop()) if (last.ended <= walk.at) return last;
      return undefined;
    },
  };
  return walk;
}

/** By index: when all had ended that goes on where a span ended. */
function lastEnds(nodes: readonly SpanNode[]): Float64Array {
  const lasts = new Float64Array(nodes.length);
  for (const { index, end, children } of nodes.toReversed())
    lasts[index] = children.reduce((latest, child) => (child.start < end ? latest : Math.max(latest, lasts[child.index] ?? 0)), end);
  return lasts;
}
