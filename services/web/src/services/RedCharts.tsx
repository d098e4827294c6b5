import type { Red } from "@throughline/api";
import { useCallback, useMemo } from "react";
import type { Interval } from "../time/range.ts";
import type { Line } from "./chart-options.ts";
import { LineChart } from "./LineChart.tsx";
import styles from "./red-charts.module.css";
import { brushed, redSeries } from "./red-series.ts";

const RATE: readonly Line[] = [
  { label: "requests", colour: "accent", isFilled: true },
  { label: "failed", colour: "error", isFilled: true },
];
const SHARE: readonly Line[] = [{ label: "failed", colour: "error", isFilled: true }];
const DURATION: readonly Line[] = [
  { label: "p50", colour: "ok" },
  { label: "p95", colour: "accent" },
  { label: "p99", colour: "warn" },
];

/** Rate, errors and duration over time. To choose a part of the time in one of them narrows the view's range to it. */
export function RedCharts({
  total,
  stepSeconds,
  onRange,
}: {
  total: Red["total"];
  stepSeconds: number;
  onRange: (range: Interval) => void;
}) {
  const { times, calls, errors, share, p50, p95, p99 } = useMemo(() => redSeries(total.points, stepSeconds), [total, stepSeconds]);
  const onBrush = useCallback(
    (from: number, to: number) => {
      const range = brushed(from, to, stepSeconds);
      if (range) onRange(range);
    },
    [onRange, stepSeconds],
  );
  const rates = useMemo(() => [calls, errors], [calls, errors]);
  const shares = useMemo(() => [share], [share]);
  const durations = useMemo(() => [p50, p95, p99], [p50, p95, p99]);
  const common = { times, onBrush };
  return (
    <div className={styles.charts}>
      <LineChart title="Rate" lines={RATE} values={rates} unit="rate" {...common} />
      <LineChart title="Errors" lines={SHARE} values={shares} unit="percent" {...common} />
      <LineChart title="Duration" lines={DURATION} values={durations} unit="seconds" {...common} />
    </div>
  );
}
