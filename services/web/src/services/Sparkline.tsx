import styles from "./sparkline.module.css";
import { columns, sparkline } from "./sparkline.ts";

const WIDTH = 96;
const HEIGHT = 22;

/** How calls went over the range, as a line, and in red how many failed. Numbers stand beside it: it is hidden from screen readers. */
export function Sparkline({ calls, errors }: { calls: readonly number[]; errors: readonly number[] }) {
  const most = Math.max(...calls, 0);
  return (
    <svg className={styles.sparkline} viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path className={styles.line} d={sparkline(calls, WIDTH, HEIGHT, most)} />
      <path className={styles.errors} d={columns(errors, WIDTH, HEIGHT, most)} />
    </svg>
  );
}
