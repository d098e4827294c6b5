import { type Axis, seen, type Tick } from "./axis.ts";
import styles from "./axis-line.module.css";
import type { Scale } from "./scale.ts";
import { spanText } from "./verdict.ts";

/** Pixels that a wait needs to be told, and to be marked. */
const TOLD = 90;
const MARKED = 24;

/** The times above the lanes, and how long each wait was that is shortened. */
export function AxisLine({ axis, ticks, scale, left }: { axis: Axis; ticks: readonly Tick[]; scale: Scale; left: number }) {
  return (
    <div className={styles.axis} style={{ marginInlineStart: left, width: axis.width }} aria-hidden="true">
      {scale.shortened.map((wait) => {
        const place = seen(axis, wait, 0);
        if (!place || place.width < MARKED) return null;
        return (
          <span key={wait.from} className={styles.wait} style={{ left: place.x, width: place.width }}>
            {place.width > TOLD ? `… ${spanText(wait.to - wait.from)} …` : "…"}
          </span>
        );
      })}
      {ticks.map(({ x, label }) => (
        <span key={x} className={styles.tick} style={{ left: x }}>
          {label}
        </span>
      ))}
    </div>
  );
}
