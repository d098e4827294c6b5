import { durationText } from "@throughline/model";
import type { TraceSummary } from "@throughline/api";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import uPlot from "uplot";
import { Chart, type ChartOptions } from "../parts/Chart.tsx";
import { plural } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import { nowNanos } from "../time/range.ts";
import { whenText } from "../time/time-text.ts";
import { useZone } from "../time/zone.ts";
import type { Area } from "./brush.ts";
import { columnsOf, decadesOf, decadesWithin, decadeText, extentOf, nearest, type Point, pointsOf, STATES } from "./scatter-points.ts";
import { TIMES } from "./time-axis.ts";
import styles from "./scatter.module.css";

const HEIGHT = 168;
/** CSS pixels within which a point counts as pointed at. */
const REACH = 18;
const COLOURS = { ended: "accent", open: "open", error: "error" } as const;

interface Pointed {
  readonly point: Point;
  readonly left: number;
  readonly top: number;
}

/** How long the traces took, over the time at which they began. A click opens one, drawing an area narrows the search to it. */
export function Scatter({ traces, onArea }: { traces: readonly TraceSummary[]; onArea: (area: Area, points: readonly Point[]) => void }) {
  const zone = useZone();
  const navigate = useNavigate();
  const [pointed, setPointed] = useState<Pointed>();
  const points = useMemo(() => pointsOf(traces), [traces]);
  const data = useMemo(() => columnsOf(points) as uPlot.AlignedData, [points]);
  const options: ChartOptions = useCallback(
    (colours) => {
      const extent = extentOf(points);
      const placeOf = (plot: uPlot) => (point: Point) => [plot.valToPos(point.millis, "x"), plot.valToPos(point.nanos, "y")] as const;
      const at = (plot: uPlot): Pointed | undefined => {
        const { left = -1, top = -1 } = plot.cursor;
        const point = left < 0 ? undefined : nearest(points, [left, top], placeOf(plot), REACH);
        if (!point) return undefined;
        const [x, y] = placeOf(plot)(point);
        return { point, left: x + plot.over.offsetLeft, top: y + plot.over.offsetTop };
      };
      const axis = { stroke: colours.quiet, grid: { stroke: colours.line, width: 1 }, ticks: { stroke: colours.line, width: 1 } };
      return {
        ms: 1,
        tzDate: (millis) => (zone === "UTC" ? uPlot.tzDate(new Date(millis), "Etc/UTC") : new Date(millis)),
        legend: { show: false },
        padding: [8, 8, 0, 0],
        cursor: { x: false, y: false, points: { show: false }, drag: { x: true, y: true, uni: 20, setScale: false } },
        scales: { x: { time: true, range: () => extent }, y: { distr: 3, range: () => decadesOf(points) } },
        axes: [
          { ...axis, space: 60, values: TIMES },
          {
            ...axis,
            size: 62,
            splits: (_, __, least, most) => decadesWithin(least, most),
            filter: (_, splits) => splits,
            values: (_, splits) => splits.map(decadeText),
          },
        ],
        series: [
          {},
          ...STATES.map((state) => ({
            scale: "y",
            stroke: colours[COLOURS[state]],
            paths: () => null,
            points: { show: true, size: 7, fill: `${colours[COLOURS[state]]}80`, stroke: colours[COLOURS[state]], width: 1 },
          })),
        ],
        hooks: {
          init: [
            (plot) =>
              plot.over.addEventListener("click", () => {
                const found = at(plot);
                if (found) void navigate({ to: "/traces/$traceId", params: { traceId: found.point.trace.traceId } });
              }),
          ],
          setCursor: [(plot) => setPointed(at(plot))],
          setSelect: [
            (plot) => {
              const { left, top, width, height } = plot.select;
              if (width === 0 || height === 0) return;
              const isOverAll = height >= plot.over.clientHeight - 1;
              plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              const area: Area = {
                millis: [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")],
                ...(!isOverAll && { nanos: [plot.posToVal(top + height, "y"), plot.posToVal(top, "y")] }),
              };
              onArea(area, points);
            },
          ],
        },
      };
    },
    [points, zone, navigate, onArea],
  );
  return (
    <div className={styles.scatter} style={{ height: HEIGHT }}>
      <Chart label="Duration of each trace over time; the table below has the same traces" options={options} data={data} height={HEIGHT} />
      {pointed && <Tip {...pointed} />}
    </div>
  );
}

function Tip({ point: { trace, state }, left, top }: Pointed) {
  const zone = useZone();
  const { rootService, rootName, durationNano, startTimeUnixNano, spanCount, errorCount, openCount } = trace;
  return (
    <div className={styles.tip} data-state={state} style={{ left, top }}>
      <strong>{rootService === null ? "no root stored" : plainText(`${rootService}  ${rootName}`)}</strong>
      <span>
        {durationText(BigInt(durationNano))} at {whenText(BigInt(startTimeUnixNano), zone, nowNanos())}, {plural(spanCount, "span")}
        {errorCount > 0 && `, ${plural(errorCount, "error")}`}
        {openCount > 0 && `, ${openCount} open`}
      </span>
    </div>
  );
}
