import type { Frame } from "@throughline/profile";
import styles from "./breadcrumb.module.css";
import { visibleText } from "./fitting-text.ts";
import { type Graph, pathTo, ROOT } from "./graph.ts";

/** Frames of the way that are shown, from its end. */
const SHOWN = 4;

/** The way from everything to the frame that fills the width, and back. */
export function Breadcrumb({ graph, focus, onFocus }: { graph: Graph; focus: number; onFocus: (node: number) => void }) {
  if (focus === ROOT) return <p className={styles.hint}>Click a frame to zoom, double click it for its callers and callees</p>;
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
    </nav>
  );
}
