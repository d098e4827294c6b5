import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useResting } from "../parts/use-resting.ts";
import type { Forest, SpanNode } from "./forest.ts";
import { rowAt, unfoldedTo } from "./rows.ts";
import type { ShownWaterfall } from "./use-waterfall.ts";
import { idsText, type OnView, type WaterfallView } from "./waterfall-view.ts";

/** The row of a waterfall that keys act on: it is the selected one unless the reader moved on. */
export function useActiveRow(forest: Forest, { rows, folding }: ShownWaterfall, view: WaterfallView, onView: OnView) {
  const [moved, setMoved] = useState<{ readonly id: string; readonly from: string | undefined }>();
  const activeId = moved && moved.from === view.span ? moved.id : view.span;
  const active = withRow(rows, activeId === undefined ? undefined : forest.byId.get(activeId)) ?? forest.nodes[rows[0] ?? -1];
  const activeRow = active ? rowAt(rows, active.index) : undefined;
  const [selected, select] = useResting(view.span, (id) => onView({ span: id }));
  const revealWanted = useRef(activeId);
  const focusWanted = useRef(false);

  const unfoldTo = (node: SpanNode) => {
    const { opened, folded } = unfoldedTo(node, folding);
    if (opened !== folding.opened || folded !== folding.folded) onView({ opened: idsText(opened), folded: idsText(folded) });
  };

  // A span that was chosen elsewhere, by a link or in the panel, comes into sight, whatever it lies in.
  const chosen = useRef<string>(undefined);
  useEffect(() => {
    if (chosen.current === view.span) return;
    chosen.current = view.span;
    const node = view.span === undefined ? undefined : forest.byId.get(view.span);
    if (!node) return;
    revealWanted.current = view.span;
    unfoldTo(node);
  });

  const moveTo = (node: SpanNode | undefined, focus = true) => {
    if (!node) return;
    const { spanId } = node.span;
    setMoved({ id: spanId, from: view.span });
    focusWanted.current = focus;
    revealWanted.current = spanId;
    if (selected !== undefined) select(spanId);
    unfoldTo(node);
  };
  const choose = (node: SpanNode) => {
    setMoved(undefined);
    onView({ span: node.span.spanId }, selected === undefined);
  };
  /** What is wanted is wanted once. */
  const takeReveal = useCallback((spanId: string) => {
    if (revealWanted.current !== spanId) return false;
    revealWanted.current = undefined;
    return true;
  }, []);
  const takeFocus = useCallback(() => {
    const isWanted = focusWanted.current;
    focusWanted.current = false;
    return isWanted;
  }, []);
  return { active, activeRow, selected, moveTo, choose, takeReveal, takeFocus };
}

/** Scrolls to the active row where that is wanted, and gives it the focus. */
export function useInSight(
  { active, activeRow, takeReveal, takeFocus }: ReturnType<typeof useActiveRow>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  scroller: RefObject<HTMLDivElement | null>,
): void {
  useEffect(() => {
    if (active && activeRow !== undefined && takeReveal(active.span.spanId)) {
      const { startIndex = 0, endIndex = -1 } = virtualizer.range ?? {};
      const isNear = activeRow >= startIndex - 1 && activeRow <= endIndex + 1;
      virtualizer.scrollToIndex(activeRow, { align: isNear ? "auto" : "center" });
    }
    if (takeFocus()) scroller.current?.querySelector<HTMLElement>("[role=row][tabindex='0']")?.focus({ preventScroll: true });
  }, [active, activeRow, takeReveal, takeFocus, virtualizer, scroller]);
}

/** The span, or the next that it lies in, that has a row. */
function withRow(rows: readonly number[], node: SpanNode | undefined): SpanNode | undefined {
  let at = node;
  while (at && rowAt(rows, at.index) === undefined) at = at.parent;
  return at;
}
