import { durationText } from "@throughline/model";
import type uPlot from "uplot";
import type { ChartOptions } from "../parts/Chart.tsx";
import type { ColourName, Palette } from "../colour/palette.ts";
import { shortCount } from "../text/number.ts";
import { clockText } from "../time/time-text.ts";
import type { Zone } from "../time/zone.ts";

/** A line of a chart, in a colour of the page. */
export interface Line {
  readonly label: string;
  readonly colour: ColourName;
  /** Whether what is below it is filled. */
  readonly isFilled?: boolean;
}

/** What is measured: how numbers of an axis read. */
export type Unit = "rate" | "percent" | "seconds" | "bytes";

export interface LinesOptions {
  readonly lines: readonly Line[];
  readonly unit: Unit;
  readonly zone: Zone;
  /** Called with the two ends, in Unix seconds, when a part of the time is chosen. */
  readonly onBrush?: (from: number, to: number) => void;
  /** Called with the place of the pointer among the steps; null: it is elsewhere. */
  readonly onPoint?: (index: number | null) => void;
}

export function unitText(value: number, unit: Unit): string {
  if (unit === "seconds") return durationText(BigInt(Math.round(value * 1e9)));
  if (unit === "percent") return `${shortCount(Math.round(value * 10) / 10)} %`;
  return unit === "bytes" ? `${shortCount(value)}B` : `${shortCount(value)}/s`;
}

/** Lines over time. */
export function linesOptions({ lines, unit, zone, onBrush, onPoint }: LinesOptions): ChartOptions {
  return (colours) => ({
    legend: { show: false },
    padding: [8, 4, 0, 0],
    cursor: { y: false, drag: { x: onBrush !== undefined, y: false, setScale: false, dist: 4 }, points: { size: 6 } },
    scales: { x: { time: true }, y: { range: (_chart, _least, most) => [0, topOf(most, unit)] } },
    axes: [timeAxis(zone, colours), valueAxis(unit, colours)],
    series: [{}, ...lines.map((line) => seriesOf(line, colours))],
    hooks: {
      ...(onBrush && { setSelect: [(chart: uPlot) => brush(chart, onBrush)] }),
      ...(onPoint && { setCursor: [(chart: uPlot) => onPoint(chart.cursor.idx ?? null)] }),
    },
  });
}

/** A line of zeros lies at the bottom of an axis that has a top. */
function topOf(most: number | null, unit: Unit): number {
  if (most === null || most <= 0) return unit === "percent" ? 100 : 1;
  return unit === "percent" ? Math.min(100, most * 1.1) : most * 1.1;
}

function brush(chart: uPlot, onBrush: (from: number, to: number) => void): void {
  const { left, width } = chart.select;
  if (width > 0) onBrush(chart.posToVal(left, "x"), chart.posToVal(left + width, "x"));
}

function seriesOf({ label, colour, isFilled = false }: Line, colours: Palette): uPlot.Series {
  return {
    label,
    stroke: colours[colour],
    width: 1.5,
    ...(isFilled && { fill: `${colours[colour]}22` }),
    // A single step among empty ones is no line: it is seen as a point.
    points: { show: (chart, series) => isLonely(chart.data[series] ?? []), size: 5, fill: colours[colour] },
  };
}

function isLonely(values: ArrayLike<number | null | undefined>): boolean {
  return Array.from(values).filter((value) => value !== null && value !== undefined).length < 3;
}

const FONT = "11px system-ui, sans-serif";
const SECOND = 1_000_000_000n;

function timeAxis(zone: Zone, colours: Palette): uPlot.Axis {
  return {
    ...axis(colours),
    size: 28,
    space: 60,
    values: (_chart, splits) => splits.map((seconds, at) => timeText(seconds, splits[at - 1], zone)),
  };
}

/** Time of day; where a new day begins, its date. */
function timeText(seconds: number, before: number | undefined, zone: Zone): string {
  const clock = clockText(BigInt(Math.round(seconds)) * SECOND, zone);
  if (clock.startsWith("00:00:00") && before !== undefined) return dayText(seconds, zone);
  return clock.endsWith(":00.000") ? clock.slice(0, 5) : clock.slice(0, 8);
}

function dayText(seconds: number, zone: Zone): string {
  return new Date(seconds * 1_000).toLocaleDateString("en", { month: "short", day: "numeric", ...(zone === "UTC" && { timeZone: "UTC" }) });
}

function valueAxis(unit: Unit, colours: Palette): uPlot.Axis {
  return { ...axis(colours), size: 62, space: 34, values: (_chart, splits) => splits.map((value) => unitText(value, unit)) };
}

function axis(colours: Palette): uPlot.Axis {
  return {
    stroke: colours.quiet,
    font: FONT,
    grid: { stroke: colours.line, width: 1 },
    ticks: { stroke: colours.line, width: 1, size: 4 },
  };
}
