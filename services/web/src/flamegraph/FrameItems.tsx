import { type Frame, shareText, weightText } from "@throughline/profile";
import { useMemo } from "react";
import { visibleText } from "./fitting-text.ts";
import styles from "./frame-items.module.css";
import { changeText } from "./FrameDetails.tsx";
import { changeOf, type Graph, ratio } from "./graph.ts";
import { treeItems } from "./tree-items.ts";

/** The frames about the one that the keys have come to, for a screen reader: items of the tree that the canvas is in. */
export function FrameItems({
  graph,
  unit,
  cursor,
  focus,
  idOf,
  placeOf,
}: {
  graph: Graph;
  unit: string;
  cursor: number;
  focus: number;
  idOf: (node: number) => string;
  placeOf: (frame: Frame) => string;
}) {
  const items = useMemo(() => treeItems(graph, cursor), [graph, cursor]);
  return items.map(({ node, level, position, size, isExpanded }) => (
    <div
      key={node}
      id={idOf(node)}
      className={styles.item}
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={size}
      aria-expanded={isExpanded}
      aria-selected={node === focus}
    >
      {itemText(graph, node, unit, placeOf)}
    </div>
  ));
}

function itemText(graph: Graph, node: number, unit: string, placeOf: (frame: Frame) => string): string {
  const frame = graph.frames[node] as Frame;
  return [
    visibleText(frame.function),
    placeOf(frame),
    `${shareText(ratio(graph.total[node] as number, graph.all.total))}, ${weightText(graph.total[node] as number, unit)}`,
    `self ${weightText(graph.self[node] as number, unit)}`,
    graph.isDifference ? `change ${changeText(changeOf(graph, node))}` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}
