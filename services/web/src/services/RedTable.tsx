import type { Red } from "@throughline/api";
import { countText } from "../text/number.ts";
import { Time } from "../time/Time.tsx";
import { DurationCell } from "./DurationCell.tsx";
import { ErrorShare } from "./ErrorShare.tsx";
import styles from "./table.module.css";

/** What the charts show, as numbers: the newest step first; those in which nothing was called are left out. */
export function RedTable({ points }: { points: Red["total"]["points"] }) {
  return (
    <details>
      <summary>Numbers of these charts</summary>
      <div className={styles.room}>
        <table className={styles.table} aria-label="Rate, errors and duration over time">
          <thead>
            <tr>
              <th scope="col">From</th>
              {["Calls", "Errors", "p50", "p95", "p99"].map((head) => (
                <th key={head} scope="col" className={`${styles.number} ${head === "p50" || head === "p99" ? styles.spare : ""}`}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points
              .filter(({ calls }) => calls > 0)
              .toReversed()
              .map(({ timeUnixNano, calls, errors, p50Nano, p95Nano, p99Nano }) => (
                <tr key={timeUnixNano}>
                  <th scope="row">
                    <Time unixNano={timeUnixNano} />
                  </th>
                  <td className={styles.number}>{countText(calls)}</td>
                  <td className={styles.number}>
                    <ErrorShare calls={calls} errors={errors} />
                  </td>
                  <DurationCell nanos={p50Nano} className={styles.spare} />
                  <DurationCell nanos={p95Nano} />
                  <DurationCell nanos={p99Nano} className={styles.spare} />
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
