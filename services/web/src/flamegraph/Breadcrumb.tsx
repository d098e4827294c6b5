import { type Frame, shareText, weightText } from "@throughline/profile";
import styles from "./breadcrumb.module.css";
import { visibleText } from "./fitting-text.ts";
import { type Graph, pathTo, ratio, ROOT } from "./graph.ts";

/** Frames of the way that are shown, from its end. */
const SHOWN = 4;

/** The way from everything to the frame that fills the width, and back; what that frame weighs. */
export function Breadcrumb({
  graph,
  unit,
  focus,
  onFocus,
}: {
  graph: Graph;
  unit: string;
  focus: number;
  onFocus: (node: number) => void;
}) {
  if (focus === ROOT) return <p className={styles.hint}>A click or Enter zooms, a double click or S shows callers and callees</p>;
  const path = pathTo(graph, focus).slice(1);
  return (
    <nav aria-label="Zoomed into" className={styles.way}>
      <button type="button" onClick={() => onFocus(ROOT)}>
        Show all
      </button>
      <ol>
        {path.length > SHOWN && <li aria-hidden="true">…</li>}
        {path.slice(-SHOWN).map((node) => (
          <li key={node}>
            <button type="button" aria-current={node === focus ? "location" : undefined} onClick={() => onFocus(node)}>
              {visibleText((graph.frames[node] as Frame).function)}
            </button>
          </li>
        ))}
      </ol>
      <span className={styles.amount}>
        {weightText(graph.total[focus] as number, unit)}, {shareText(ratio(graph.total[focus] as number, graph.all.total))}
      </span>
    </nav>
  );
}
