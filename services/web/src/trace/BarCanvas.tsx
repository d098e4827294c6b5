import { useLayoutEffect, useRef } from "react";
import { usePalette } from "../colour/use-palette.ts";
import { useTheme } from "../colour/use-theme.ts";
import { type Drawing, drawBars, ROW_HEIGHT } from "./draw-bars.ts";
import styles from "./waterfall.module.css";

/** The bars of the rows that are in the document, on one canvas that moves with them. What it shows is in the rows' names, too. */
export function BarCanvas({ top, left, ...drawing }: Omit<Drawing, "palette" | "theme"> & { top: number; left: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const theme = useTheme();
  const height = drawing.nodes.length * ROW_HEIGHT;
  useLayoutEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const scale = globalThis.devicePixelRatio;
    element.width = Math.round(drawing.width * scale);
    element.height = Math.round(height * scale);
    const context = element.getContext("2d");
    if (!context) return;
    context.scale(scale, scale);
    drawBars(context, { ...drawing, palette, theme });
  });
  return <canvas ref={canvas} className={styles.bars} aria-hidden="true" style={{ top, left, width: drawing.width, height }} />;
}
