import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Palette } from "../colour/palette.ts";
import { usePalette } from "../colour/use-palette.ts";
import styles from "./chart.module.css";

/** Above and to the right, in CSS pixels: half of a label may stand beyond the axis. */
const ROOM_FOR_LABELS: uPlot.Padding = [8, 18, null, null];

/** What a chart draws, in the colours of the theme. Its width is that of its room. */
export type ChartOptions = (colours: Palette) => Omit<uPlot.Options, "width" | "height">;

/**
 * A chart by uPlot. It is made anew when `options` or the theme changes: keep `options` by useCallback; new `data` alone is only drawn.
 * A canvas says nothing to a screen reader: `label` says what it shows, and what is in it must stand elsewhere on the page, too.
 */
export function Chart({ label, options, data, height }: { label: string; options: ChartOptions; data: uPlot.AlignedData; height: number }) {
  const room = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const latest = useRef(data);
  const colours = usePalette();
  useEffect(() => {
    latest.current = data;
    chart.current?.setData(data);
  }, [data]);

  useEffect(() => {
    const element = room.current as HTMLDivElement;
    const made = new uPlot({ padding: ROOM_FOR_LABELS, ...options(colours), width: element.clientWidth, height }, latest.current, element);
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = undefined;
    };
  }, [options, height, colours]);

  return <div ref={room} role="img" aria-label={label} className={styles.chart} style={{ height }} />;
}
