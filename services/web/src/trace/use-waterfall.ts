import { parseDuration } from "@throughline/model";
import { useDeferredValue, useMemo } from "react";
import { criticalPath } from "./critical-path.ts";
import type { Forest, SpanNode } from "./forest.ts";
import { matches, passes } from "./matching.ts";
import { depthOf, type Folding, foldedFrom, rowsOf, withAncestors } from "./rows.ts";
import { idsOf, type WaterfallView } from "./waterfall-view.ts";

/** What a waterfall shows of a forest, as the URL has it. */
export function useWaterfall(forest: Forest, view: WaterfallView) {
  const { service, errors, min, only, path: pathShown, level, opened, folded } = view;
  const find = useDeferredValue(view.find?.trim() ?? "");
  const found = useMemo(() => (find === "" ? [] : indicesOf(forest, ({ span }) => matches(span, find))), [forest, find]);
  const path = useMemo(() => (pathShown === undefined ? undefined : criticalPath(forest)), [forest, pathShown]);
  const kept = useMemo(() => {
    const filter = { service, errors: errors !== undefined, atLeast: Number(parseDuration(min ?? "") ?? 0n) };
    const onlyFound = only !== undefined && find !== "" ? new Set(found) : undefined;
    const onlyPath = pathShown === "only" ? path : undefined;
    if (service === undefined && !filter.errors && filter.atLeast === 0 && !onlyFound && !onlyPath) return undefined;
    const left = indicesOf(
      forest,
      (node) => passes(node, filter) && (onlyFound?.has(node.index) ?? true) && (onlyPath?.has(node.index) ?? true),
    );
    return { left: left.length, nodes: withAncestors(forest, left) };
  }, [forest, service, errors, min, only, find, found, pathShown, path]);
  const folding = useMemo((): Folding => {
    const chosen = level === "all" ? Number.POSITIVE_INFINITY : /^\d{1,4}$/.test(level ?? "") ? Number(level) : undefined;
    return { from: chosen ?? foldedFrom(forest, kept?.nodes), opened: idsOf(opened), folded: idsOf(folded) };
  }, [forest, kept, level, opened, folded]);
  const rows = useMemo(() => rowsOf(forest, folding, kept?.nodes), [forest, folding, kept]);
  const shownFound = useMemo(() => (kept ? found.filter((index) => kept.nodes.has(index)) : found), [found, kept]);
  const depth = useMemo(() => depthOf(forest), [forest]);
  return { rows, folding, depth, path, found: shownFound, left: kept?.left };
}

export type ShownWaterfall = ReturnType<typeof useWaterfall>;

function indicesOf({ nodes }: Forest, wanted: (node: SpanNode) => boolean): number[] {
  return nodes.flatMap((node) => (wanted(node) ? [node.index] : []));
}
