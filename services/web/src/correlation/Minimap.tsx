import { useCallback, useRef, useState } from "react";
import { serviceColour } from "../colour/service-colour.ts";
import { usePalette } from "../colour/use-palette.ts";
import { useTheme } from "../colour/use-theme.ts";
import { hasFailed, type Part } from "./action.ts";
import type { Lane } from "./lanes.ts";
import styles from "./minimap.module.css";
import type { Scale } from "./scale.ts";
import { useCanvas } from "./use-canvas.ts";
import { useSize } from "../parts/use-size.ts";
import { type ViewWindow, within } from "./view-window.ts";

const HEIGHT = 34;
/** Pixels from where on a press is a drag. */
const DRAG = 4;

/** The whole action, and what part of it is shown: drag to choose another, click to move it. For keys and ears there is the timeline. */
export function Minimap({
  lanes,
  scale,
  endOf,
  window,
  onWindow,
}: {
  lanes: readonly Lane[];
  scale: Scale;
  endOf: (part: Part) => number;
  window: ViewWindow;
  onWindow: (window: ViewWindow) => void;
}) {
  const room = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useSize(room).width;
  const theme = useTheme();
  const colours = usePalette();
  const [dragged, setDragged] = useState<{ from: number; to: number }>();

  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      context.clearRect(0, 0, width, HEIGHT);
      const step = (HEIGHT - 4) / Math.max(1, lanes.length);
      for (const failed of [false, true])
        for (const [at, { bars }] of lanes.entries())
          for (const { part } of bars) {
            if (hasFailed(part) !== failed) continue;
            context.fillStyle = failed ? colours.error : serviceColour(part.span.service, theme);
            const x = scale.place(part.from) * width;
            context.fillRect(x, 2 + at * step, Math.max(1, scale.place(endOf(part)) * width - x), Math.max(1, step - 0.5));
          }
    },
    [lanes, scale, endOf, width, theme, colours],
  );
  useCanvas(canvas, width, HEIGHT, draw);

  const placeOf = (event: React.PointerEvent) =>
    Math.min(1, Math.max(0, (event.clientX - (room.current?.getBoundingClientRect().left ?? 0)) / Math.max(1, width)));
  const shown = dragged ? { from: Math.min(dragged.from, dragged.to), to: Math.max(dragged.from, dragged.to) } : window;
  return (
    <div
      ref={room}
      className={styles.minimap}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged({ from: placeOf(event), to: placeOf(event) });
      }}
      onPointerMove={(event) => dragged && setDragged({ ...dragged, to: placeOf(event) })}
      onPointerCancel={() => setDragged(undefined)}
      onPointerUp={() => {
        if (!dragged) return;
        setDragged(undefined);
        const half = (window.to - window.from) / 2;
        onWindow(within((shown.to - shown.from) * width < DRAG ? { from: dragged.to - half, to: dragged.to + half } : shown, scale));
      }}
    >
      <canvas ref={canvas} style={{ width, height: HEIGHT }} />
      <span className={styles.outside} style={{ left: 0, width: `${shown.from * 100}%` }} />
      <span className={styles.outside} style={{ left: `${shown.to * 100}%`, right: 0 }} />
      <span className={styles.window} style={{ left: `${shown.from * 100}%`, width: `${(shown.to - shown.from) * 100}%` }} />
    </div>
  );
}
