import { FrameDetails } from "./FrameDetails.tsx";
import styles from "./frame-tip.module.css";
import type { Graph } from "./graph.ts";

/** A frame that is pointed at, and below which place of the window, in CSS pixels. */
export interface Pointed {
  readonly node: number;
  readonly x: number;
  readonly y: number;
}

/** About as high as it becomes: closer to the window's end it stands above. */
const HEIGHT = 190;
const ABOVE = 40;

/** What is known of a frame, beside the pointer or the keys' place. A screen reader has it from the tree. */
export function FrameTip({ graph, unit, pointed: { node, x, y } }: { graph: Graph; unit: string; pointed: Pointed }) {
  const { innerHeight } = window;
  return (
    <div
      className={styles.tip}
      style={{
        left: `clamp(8px, ${x}px, calc(100vw - 348px))`,
        ...(y > innerHeight - HEIGHT ? { bottom: innerHeight - y + ABOVE } : { top: y }),
      }}
      aria-hidden="true"
    >
      <FrameDetails graph={graph} node={node} unit={unit} />
    </div>
  );
}
