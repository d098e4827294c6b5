import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import uPlot from "uplot";
import { api } from "../api/api.ts";
import { Chart, type ChartOptions } from "../parts/Chart.tsx";
import { Notes } from "../parts/Notes.tsx";
import { plural } from "../text/number.ts";
import { absolute, type Range } from "../time/range.ts";
import { useZone } from "../time/zone.ts";
import { countedBy } from "./facets.ts";
import { matchesOverTime } from "./matches-over-time.ts";
import { TIMES } from "./time-axis.ts";
import styles from "./scatter.module.css";

const HEIGHT = 92;
/** With its caption and border. */
const HEIGHT_IN_ALL = HEIGHT + 24;

/**
 * How many spans match over the whole range, and how many of them failed: where only the newest traces are shown, when it began is seen here.
 * Brushing narrows the range. Nothing where counting is not cheap.
 */
export function MatchHistogram({
  q,
  range: { start, end },
  onRange,
}: {
  q: string;
  range: Range;
  onRange: (range: { start: string; end: string }) => void;
}) {
  const zone = useZone();
  const counting = countedBy(q, false, ["status"]);
  const { data } = useQuery({
    queryKey: ["find", "over time", counting, start, end],
    queryFn: ({ signal }) => api.metrics({ q: counting, start, end }, signal),
    enabled: counting !== undefined,
  });
  const found = useMemo(() => data && matchesOverTime(data), [data]);
  const columns = useMemo(() => found && ([found.times, found.all, found.failed] as unknown as uPlot.AlignedData), [found]);
  const onBrush = useCallback(
    (from: number, to: number) => {
      const nanosOf = (millis: number) => BigInt(millis) * 1_000_000n;
      onRange(absolute({ from: nanosOf(Math.floor(from)), to: nanosOf(Math.ceil(to)) }));
    },
    [onRange],
  );
  const step = found?.step ?? 1;
  const options = useMemo(() => optionsOf(step, zone === "UTC", onBrush), [step, zone, onBrush]);
  if (counting === undefined) return null;
  if (!found || !columns) return <div style={{ height: HEIGHT_IN_ALL }} aria-hidden="true" />;
  const said = `${plural(found.total, "span")} match${found.totalFailed > 0 ? `, ${plural(found.totalFailed, "error")}` : ""}`;
  return (
    <figure className={styles.scatter} aria-label="All that match, over time">
      <figcaption className={styles.said}>{said}, over the whole range</figcaption>
      <Chart label={`Spans that match over time: ${said}`} options={options} data={columns} height={HEIGHT} />
      <Notes notes={(data?.notes ?? []).filter(({ code }) => code !== "still_arriving")} />
    </figure>
  );
}

function optionsOf(step: number, isUtc: boolean, onBrush: (from: number, to: number) => void): ChartOptions {
  return (colours) => {
    const axis = { stroke: colours.quiet, grid: { stroke: colours.line, width: 0.5 }, ticks: { show: false } };
    const bars = { paths: uPlot.paths.bars?.({ size: [0.9, 24, 1] }), points: { show: false }, width: 0 };
    return {
      ms: 1,
      tzDate: (millis) => (isUtc ? uPlot.tzDate(new Date(millis), "Etc/UTC") : new Date(millis)),
      legend: { show: false },
      padding: [6, 8, 0, 0],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { range: (_, from, to) => [(from ?? 0) - step / 2, (to ?? 1) + step / 2] },
        y: { range: (_, __, to) => [0, Math.max(1, to ?? 1)] },
      },
      axes: [
        { ...axis, size: 34, gap: 3, space: 60, values: TIMES },
        { ...axis, size: 62, gap: 3, space: 24 },
      ],
      series: [{}, { ...bars, fill: `${colours.accent}66` }, { ...bars, fill: colours.error }],
      hooks: {
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
