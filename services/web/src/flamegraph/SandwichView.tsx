import { useMemo, useState } from "react";
import { visibleText } from "./fitting-text.ts";
import { FlameCanvas } from "./FlameCanvas.tsx";
import { graphOf, nodeOfId } from "./graph.ts";
import { find, type Search } from "./match.ts";
import { sandwich } from "./sandwich.ts";
import styles from "./sandwich-view.module.css";
import { functionKey, type StackNode } from "./stack-tree.ts";

/** One function between all that called it, above, and all that it called, below. */
export function SandwichView({
  tree,
  of,
  unit,
  isDifference,
  search,
  height,
  onPick,
  onClose,
}: {
  tree: StackNode;
  of: string;
  unit: string;
  isDifference: boolean;
  search: Search;
  height: number | string;
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
        <div className={styles.halves} style={{ height }}>
          <Half key={`callers ${of}`} tree={found.callers} isUp {...{ unit, isDifference, search, onPick }} />
          <Half key={`callees ${of}`} tree={found.callees} {...{ unit, isDifference, search, onPick }} />
        </div>
      ) : (
        <p className={styles.nowhere} style={{ height }}>
          No sample has this function.
        </p>
      )}
    </>
  );
}

function Half({
  tree,
  isUp = false,
  unit,
  isDifference,
  search,
  onPick,
}: {
  tree: StackNode;
  isUp?: boolean;
  unit: string;
  isDifference: boolean;
  search: Search;
  onPick: (key: string) => void;
}) {
  const graph = useMemo(() => graphOf(tree, isDifference), [tree, isDifference]);
  const found = useMemo(() => (search && "matches" in search ? find(graph, search.matches) : undefined), [graph, search]);
  const [zoom, setZoom] = useState<string>();
  return (
    <section className={styles.half}>
      <h3 className={styles.title}>{isUp ? "Callers" : "Callees"}</h3>
      <FlameCanvas
        graph={graph}
        unit={unit}
        label={isUp ? "Callers" : "Callees"}
        height="100%"
        focus={nodeOfId(graph, zoom)}
        onFocus={(node) => setZoom(graph.ids[node])}
        onPick={(node) => onPick(functionKey(graph.frames[node] ?? tree))}
        found={found}
        isUp={isUp}
      />
    </section>
  );
}
