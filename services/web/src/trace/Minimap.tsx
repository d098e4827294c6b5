import { durationText } from "@throughline/model";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { serviceColour } from "../colour/service-colour.ts";
import { usePalette } from "../colour/use-palette.ts";
import { useTheme } from "../colour/use-theme.ts";
import { timeOf, xOf } from "./bar.ts";
import type { Forest } from "./forest.ts";
import { cellsOf } from "./minimap-cells.ts";
import type { Window } from "./ticks.ts";
import { within } from "./window.ts";
import styles from "./minimap.module.css";

const HEIGHT = 48;
const COLUMNS = 400;
const LINES = 24;
/** Share of errors from which a place of many spans is red. */
const SHOWN_ERRORS = 0.05;
/** Pixels that a line is high at most. */
const LINE = 5;
/** A drag of fewer pixels is a click. */
const CLICK = 4;

/** The whole time at a glance, with the part that is shown. A drag zooms into another part, a click moves the part there. */
export function Minimap({
  forest,
  duration,
  window,
  onWindow,
}: {
  forest: Forest;
  duration: number;
  window: Window;
  onWindow: (window: Window) => void;
}) {
  const room = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const theme = useTheme();
  // An open span's growth is told by its bar; here each fiftieth is enough.
  const coarse =
    duration > forest.duration && forest.duration > 0 ? Math.ceil(duration / forest.duration / 0.02) * 0.02 * forest.duration : duration;
  const cells = useMemo(() => cellsOf(forest.nodes, coarse, COLUMNS, LINES), [forest, coarse]);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number }>();

  useLayoutEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const { columns, lines, counts, nodes, errors } = cells;
    element.width = columns;
    element.height = Math.max(1, lines);
    const context = element.getContext("2d");
    if (!context) return;
    for (let line = 0; line < lines; line++)
      for (let column = 0; column < columns; column++) {
        const cell = line * columns + column;
        const node = forest.nodes[nodes[cell] ?? -1];
        if (!node || counts[cell] === 0) continue;
        context.fillStyle =
          (errors[cell] ?? 0) >= (counts[cell] ?? 0) * SHOWN_ERRORS && errors[cell]
            ? palette.error
            : serviceColour(node.span.service, theme);
        context.fillRect(column, line, 1, lines > 12 ? 1 : 0.7);
      }
  }, [cells, forest, palette, theme]);

  const at = (clientX: number) => {
    const box = (room.current as HTMLDivElement).getBoundingClientRect();
    return timeOf(Math.min(box.width, Math.max(0, clientX - box.left)), { from: 0, to: duration }, box.width);
  };
  const pixels = (nanos: number) => (nanos / duration) * (room.current?.clientWidth ?? 0);
  const part = drag ? { from: Math.min(drag.from, drag.to), to: Math.max(drag.from, drag.to) } : window;
  const share = (time: number) => `${xOf(time, { from: 0, to: duration }, 100)}%`;
  const isAll = !drag && window.from <= 0 && window.to >= duration;
  return (
    <div
      ref={room}
      className={styles.minimap}
      style={{ height: HEIGHT }}
      role="presentation"
      title="Drag to zoom in; double-click shows all"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: at(event.clientX), to: at(event.clientX) });
      }}
      onPointerMove={({ clientX }) => drag && setDrag({ from: drag.from, to: at(clientX) })}
      onPointerCancel={() => setDrag(undefined)}
      onPointerUp={() => {
        if (!drag) return;
        setDrag(undefined);
        if (pixels(part.to - part.from) >= CLICK) onWindow(within(part, duration));
        else {
          const half = (window.to - window.from) / 2;
          onWindow(within({ from: drag.to - half, to: drag.to + half }, duration));
        }
      }}
      onDoubleClick={() => onWindow({ from: 0, to: duration })}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={`The whole time, ${durationText(BigInt(Math.round(duration)))}; shown is from ${durationText(BigInt(Math.round(window.from)))} to ${durationText(BigInt(Math.round(window.to)))}`}
        style={{ width: duration > 0 ? `${(coarse / duration) * 100}%` : "100%", height: Math.min(HEIGHT - 8, cells.lines * LINE) }}
      />
      {!isAll && (
        <>
          <span className={styles.outside} style={{ left: 0, width: share(part.from) }} />
          <span className={styles.outside} style={{ left: share(part.to), right: 0 }} />
          <span className={styles.part} style={{ left: share(part.from), width: share(part.to - part.from) }} />
        </>
      )}
    </div>
  );
}
