import type { Span } from "@throughline/api";

/** A span and how deep it lies below the first ones. */
export interface PlacedSpan {
  readonly span: Span;
  readonly depth: number;
}

/** Spans with each below its parent, by start. Those whose parent is not there come first of all, by start too. */
export function placeSpans(spans: readonly Span[]): PlacedSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const isChild = ({ spanId, parentSpanId }: Span): boolean => parentSpanId !== "" && parentSpanId !== spanId && ids.has(parentSpanId);
  const children = Map.groupBy(spans.filter(isChild), ({ parentSpanId }) => parentSpanId);
  const placed: PlacedSpan[] = [];
  const seen = new Set<Span>();
  // Without recursion: traces may be deep. Last in, first out, so the latest goes in first.
  const open: PlacedSpan[] = spans
    .filter((span) => !isChild(span))
    .toSorted(byStart)
    .toReversed()
    .map((span) => ({ span, depth: 0 }));
  const walk = (): void => {
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next.span)) continue;
      seen.add(next.span);
      placed.push(next);
      const { depth } = next;
      for (const span of (children.get(next.span.spanId) ?? []).toSorted(byStart).toReversed()) open.push({ span, depth: depth + 1 });
    }
  };
  walk();
  // Spans that are each other's parents.
  for (const span of spans) {
    if (seen.has(span)) continue;
    open.push({ span, depth: 0 });
    walk();
  }
  return placed;
}

function byStart(a: Span, b: Span): number {
  const difference = BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
