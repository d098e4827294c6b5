import { durationText } from "@throughline/model";
import { xOf } from "./bar.ts";
import type { Tick, Window } from "./ticks.ts";
import styles from "./waterfall.module.css";

/** Times since the start, above the bars. */
export function TimeAxis({
  ticks,
  window,
  isZoomed,
  onAll,
}: {
  ticks: readonly Tick[];
  window: Window;
  isZoomed: boolean;
  onAll: () => void;
}) {
  return (
    <div className={styles.axis}>
      {ticks.map(({ at, label }) => {
        const share = xOf(at, window, 100);
        return (
          <span key={at} style={share > 92 ? { right: 0 } : { left: `${share}%` }}>
            {label}
          </span>
        );
      })}
      {isZoomed && (
        <button type="button" className={styles.all} onClick={onAll} title="Show the whole time (0)">
          {`${durationText(BigInt(Math.round(window.to - window.from)))} shown · all`}
        </button>
      )}
    </div>
  );
}
