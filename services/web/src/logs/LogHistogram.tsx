import type { LogHistogram as Histogram } from "@throughline/api";
import { useCallback, useMemo, useState } from "react";
import uPlot from "uplot";
import { Chart, type ChartOptions } from "../parts/Chart.tsx";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { countText, shortCount } from "../text/number.ts";
import { absolute } from "../time/range.ts";
import { clockText, dateTimeText } from "../time/time-text.ts";
import { useZone, type Zone } from "../time/zone.ts";
import { barsOf, histogramText } from "./histogram-bars.ts";
import { HistogramTable } from "./HistogramTable.tsx";
import styles from "./log-histogram.module.css";
import { SEVERITY_FILL, type Severity } from "./severity.ts";
import type { LogsView } from "./use-logs-view.ts";

const HEIGHT = 92;
const HEAD = 24;

/** How many lines there are over time, by severity. Brushing narrows the range. */
export function LogHistogram({
  view,
  histogram,
  error,
  isRefused,
}: {
  view: LogsView;
  histogram: Histogram | undefined;
  error: unknown;
  isRefused: boolean;
}) {
  const zone = useZone();
  const [at, setAt] = useState<number>();
  const { severities } = view;
  if (isRefused) return <div style={{ height: HEIGHT + HEAD }} />;
  if (error) return <Failure error={error} />;
  if (!histogram) return <Loading what="counts" height={HEIGHT + HEAD} />;
  const point = at === undefined ? undefined : histogram.points[at];
  return (
    <div className={styles.histogram}>
      <div className={styles.head}>
        <p className={styles.said}>
          {point
            ? `${dateTimeText(BigInt(point.timeUnixNano), zone)}: ${histogramText({ ...histogram, ...point }, severities)}`
            : histogramText(histogram, severities)}
        </p>
        <HistogramTable view={view} histogram={histogram} />
      </div>
      <Drawing view={view} histogram={histogram} zone={zone} onPoint={setAt} />
      <Notes notes={histogram.notes} />
    </div>
  );
}

function Drawing({
  view: { ask, severities },
  histogram,
  zone,
  onPoint,
}: {
  view: LogsView;
  histogram: Histogram;
  zone: Zone;
  onPoint: (at: number | undefined) => void;
}) {
  const bars = useMemo(() => barsOf(histogram, severities), [histogram, severities]);
  const data = useMemo(() => [bars.times, ...bars.stacks.map(({ heights }) => heights)] as uPlot.AlignedData, [bars]);
  const drawn = bars.stacks.map(({ severity }) => severity).join(",");
  const onBrush = useCallback(
    (from: number, to: number) => {
      // To whole milliseconds, outwards.
      const nanosOf = (millis: number) => BigInt(millis) * 1_000_000n;
      ask({ ...absolute({ from: nanosOf(Math.floor(from * 1_000)), to: nanosOf(Math.ceil(to * 1_000)) }), live: undefined });
    },
    [ask],
  );
  const step = Number(histogram.stepNano) / 1e9;
  const options = useMemo(
    () => optionsOf(drawn === "" ? [] : (drawn.split(",") as Severity[]), zone, step, onBrush, onPoint),
    [drawn, zone, step, onBrush, onPoint],
  );
  return (
    <Chart
      label={`Lines over time by severity: ${histogramText(histogram, severities)}. The table beside it has the numbers`}
      options={options}
      data={data}
      height={HEIGHT}
    />
  );
}

function optionsOf(
  severities: readonly Severity[],
  zone: Zone,
  step: number,
  onBrush: (from: number, to: number) => void,
  onPoint: (at: number | undefined) => void,
): ChartOptions {
  return (colours) => {
    const axis = { stroke: colours.quiet, grid: { stroke: colours.line, width: 0.5 }, ticks: { show: false }, font: "11px system-ui" };
    return {
      legend: { show: false },
      padding: [6, 28, 0, 0],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { range: (_, from, to) => [(from ?? 0) - step / 2, (to ?? 1) + step / 2] },
        y: { range: (_, __, to) => [0, Math.max(1, to ?? 1)] },
      },
      axes: [
        { ...axis, size: 20, gap: 3, space: 90, values: (_, splits) => splits.map((at) => tick(at, step, zone)) },
        {
          ...axis,
          size: 44,
          gap: 3,
          space: 24,
          incrs: WHOLE,
          values: (_, splits) => splits.map((count) => (count === 0 ? "" : count < 10_000 ? countText(count) : shortCount(count))),
        },
      ],
      series: [
        {},
        ...severities.map((severity) => ({
          fill: colours[SEVERITY_FILL[severity]],
          // What is ordinary is calm: pale, with an edge.
          ...(severity === "info" ? { stroke: colours.accent, width: 1 } : { width: 0 }),
          paths: uPlot.paths.bars?.({ size: [0.85, 40, 1] }),
          points: { show: false },
        })),
      ],
      hooks: {
        setCursor: [({ cursor: { idx, left = -1 } }) => onPoint(left < 0 ? undefined : (idx ?? undefined))],
        setSelect: [
          (chart) => {
            const { left, width } = chart.select;
            if (width > 2) onBrush(chart.posToVal(left, "x"), chart.posToVal(left + width, "x"));
          },
        ],
      },
    };
  };
}

/** Counts are whole. */
const WHOLE = [1, 2, 5].flatMap((digit) => Array.from({ length: 10 }, (_, power) => digit * 10 ** power)).toSorted((a, b) => a - b);

function tick(seconds: number, step: number, zone: Zone): string {
  const nanos = BigInt(Math.round(seconds * 1_000)) * 1_000_000n;
  if (step >= 10_800) return dateTimeText(nanos, zone).slice(5, 16);
  return clockText(nanos, zone).slice(0, step >= 60 ? 5 : step >= 1 ? 8 : 12);
}
