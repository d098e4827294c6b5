import { columns } from "../services/sparkline.ts";
import styles from "./errors.module.css";

const WIDTH = 120;
const HEIGHT = 22;

/** How many over time. Numbers stand beside it: it is hidden from screen readers. */
export function CountColumns({ counts }: { counts: readonly number[] }) {
  return (
    <svg className={styles.columns} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path className={styles.ground} d={`M0 ${HEIGHT - 0.5}h${WIDTH}`} />
      <path className={styles.bars} d={columns(counts, WIDTH, HEIGHT, Math.max(...counts, 0))} />
    </svg>
  );
}
