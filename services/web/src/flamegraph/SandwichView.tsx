import { useMemo, useState } from "react";
import { ROW } from "./draw.ts";
import { visibleText } from "./fitting-text.ts";
import { FlameCanvas } from "./FlameCanvas.tsx";
import { graphOf, nodeOfId } from "./graph.ts";
import { find, type Search } from "./match.ts";
import { sandwich } from "./sandwich.ts";
import styles from "./sandwich-view.module.css";
import { functionKey, type StackNode } from "./stack-tree.ts";

/** Room for a half's title, in CSS pixels. */
const TITLE = 24;

const rowsOf = ({ children }: StackNode): number => 1 + children.reduce((rows, child) => Math.max(rows, rowsOf(child)), 0);

/** One function between all that called it, above, and all that it called, below. */
export function SandwichView({
  tree,
  of,
  unit,
  isDifference,
  search,
  onPick,
  onClose,
}: {
  tree: StackNode;
  of: string;
  unit: string;
  isDifference: boolean;
  search: Search;
  onPick: (key: string) => void;
  onClose: () => void;
}) {
  const found = useMemo(() => sandwich(tree, of), [tree, of]);
  return (
    <>
      <div className={styles.head}>
        <button type="button" onClick={onClose}>
          Whole graph
        </button>
        <strong className={styles.name} title={of}>
          {visibleText(of)}
        </strong>
      </div>
      {found ? (
        <div
          className={styles.halves}
          style={{ gridTemplateRows: `minmax(0, min(${rowsOf(found.callers) * ROW + TITLE}px, 50%)) minmax(0, 1fr)` }}
        >
          <Half key={`callers ${of}`} tree={found.callers} isUp all={tree} {...{ unit, isDifference, search, onPick }} />
          <Half key={`callees ${of}`} tree={found.callees} all={tree} {...{ unit, isDifference, search, onPick }} />
        </div>
      ) : (
        <p className={styles.nowhere}>No sample has this function.</p>
      )}
    </>
  );
}

function Half({
  tree,
  all,
  isUp = false,
  unit,
  isDifference,
  search,
  onPick,
}: {
  tree: StackNode;
  /** The tree that it is a part of. */
  all: StackNode;
  isUp?: boolean;
  unit: string;
  isDifference: boolean;
  search: Search;
  onPick: (key: string) => void;
}) {
  const graph = useMemo(() => graphOf(tree, isDifference, all), [tree, isDifference, all]);
  const found = useMemo(() => (search && "matches" in search ? find(graph, search.matches) : undefined), [graph, search]);
  const [zoom, setZoom] = useState<string>();
  return (
    <section className={styles.half}>
      <h2 className={styles.title}>{isUp ? "Callers" : "Callees"}</h2>
      <FlameCanvas
        graph={graph}
        unit={unit}
        label={isUp ? "Callers" : "Callees"}
        focus={nodeOfId(graph, zoom)}
        onFocus={(node) => setZoom(graph.ids[node])}
        onPick={(node) => onPick(functionKey(graph.frames[node] ?? tree))}
        found={found}
        isUp={isUp}
      />
    </section>
  );
}
