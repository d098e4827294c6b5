import type { Instance } from "@throughline/api";
import { useMemo } from "react";
import { shareText, shortCount } from "../text/number.ts";
import { Time } from "../time/Time.tsx";
import type { Line } from "./chart-options.ts";
import { DurationCell } from "./DurationCell.tsx";
import { LineChart } from "./LineChart.tsx";
import styles from "./red-charts.module.css";
import { runtimeSeries } from "./runtime-series.ts";
import tableStyles from "./table.module.css";

const DELAY: readonly Line[] = [
  { label: "p99", colour: "accent" },
  { label: "longest delay", colour: "warn" },
];
const UTILIZATION: readonly Line[] = [{ label: "busy", colour: "accent", isFilled: true }];
const MEMORY: readonly Line[] = [{ label: "resident set", colour: "accent", isFilled: true }];

/** How late the event loop of a process was, how busy, and how much memory it took, over time. */
export function RuntimeCharts({ points, stepNano }: { points: Instance["points"]; stepNano: string }) {
  const { times, p99, most, utilization, memory } = useMemo(() => runtimeSeries(points, stepNano), [points, stepNano]);
  const delays = useMemo(() => [p99, most], [p99, most]);
  const busy = useMemo(() => [utilization], [utilization]);
  const taken = useMemo(() => [memory], [memory]);
  return (
    <>
      <div className={styles.charts}>
        <LineChart title="Event-loop delay" times={times} lines={DELAY} values={delays} unit="seconds" />
        <LineChart title="Event-loop use" times={times} lines={UTILIZATION} values={busy} unit="percent" />
        <LineChart title="Memory" times={times} lines={MEMORY} values={taken} unit="bytes" />
      </div>
      <details>
        <summary>Numbers of these charts</summary>
        <div className={tableStyles.room}>
          <table className={tableStyles.table} aria-label="Event loop over time">
            <thead>
              <tr>
                <th scope="col">From</th>
                {["p99", "Longest delay", "Busy", "Memory"].map((head) => (
                  <th key={head} scope="col" className={`${tableStyles.number} ${head === "p99" ? tableStyles.spare : ""}`}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.toReversed().map((point) => (
                <tr key={point.timeUnixNano}>
                  <th scope="row">
                    <Time unixNano={point.timeUnixNano} />
                  </th>
                  <DurationCell nanos={point.delayP99Nano} className={tableStyles.spare} />
                  <DurationCell nanos={point.delayMaxNano} />
                  <td className={tableStyles.number}>{point.utilization === null ? "–" : shareText(point.utilization)}</td>
                  <td className={tableStyles.number}>{point.memoryBytes === null ? "–" : `${shortCount(point.memoryBytes)}B`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
