import type { Log } from "@throughline/api";
import { type KeyboardEvent, useCallback, useId, useMemo, useRef, useState } from "react";
import { usePalette } from "../colour/use-palette.ts";
import { useTheme } from "../colour/use-theme.ts";
import type { Part } from "./action.ts";
import type { Attempt } from "./attempts.ts";
import { axisOf, axisTicks } from "./axis.ts";
import { AxisLine } from "./AxisLine.tsx";
import { drawTimeline } from "./draw-timeline.ts";
import { geometryOf, NAME_LINE } from "./geometry.ts";
import { Hint } from "./Hint.tsx";
import styles from "./lane-chart.module.css";
import { LaneNames } from "./LaneNames.tsx";
import type { Lane } from "./lanes.ts";
import { type Move, moved, neighbours } from "./moves.ts";
import { partText } from "./part-text.ts";
import type { Scale } from "./scale.ts";
import type { Story } from "./story.ts";
import { type Found, underPointer } from "./under-pointer.ts";
import { useCanvas } from "./use-canvas.ts";
import { useWheel } from "../parts/use-wheel.ts";
import { useSize } from "../parts/use-size.ts";
import { ALL, panned, showing, type ViewWindow, within, zoomed } from "./view-window.ts";

/** From this width on, names of lanes stand beside them. */
const WIDE = 640;
const NAMES = 172;
const MOST_HEIGHT = 560;
/** Pixels from where on a press is a drag. */
const DRAG = 4;

const MOVES: Readonly<Record<string, Move>> = { ArrowRight: "next", ArrowLeft: "before", ArrowUp: "up", ArrowDown: "down" };

interface Pointed {
  readonly found: Found;
  readonly x: number;
  readonly y: number;
}

/** The lanes on the axis: a canvas that pointer and keys reach into. What it shows is told in words by the lists around it. */
export function LaneChart({
  story,
  lanes,
  scale,
  window: shown,
  attempts,
  endOf,
  selected,
  onSelect,
  onLog,
  onWindow,
}: {
  story: Story;
  lanes: readonly Lane[];
  scale: Scale;
  window: ViewWindow;
  attempts: ReadonlyMap<Part, Attempt>;
  endOf: (part: Part) => number;
  selected: Part | undefined;
  onSelect: (spanId: string | undefined) => void;
  onLog: (log: Log) => void;
  onWindow: (window: ViewWindow) => void;
}) {
  const id = useId();
  const room = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const roomWidth = useSize(room).width;
  const isWide = roomWidth >= WIDE;
  const names = isWide ? NAMES : 0;
  const width = Math.max(0, roomWidth - names);
  const geometry = useMemo(() => geometryOf(lanes, !isWide), [lanes, isWide]);
  const height = Math.min(geometry.height, MOST_HEIGHT);
  const [scroll, setScroll] = useState(0);
  const [pointed, setPointed] = useState<Pointed>();
  const [focused, setFocused] = useState<Part>();
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const colours = usePalette();
  const theme = useTheme();
  const axis = useMemo(() => axisOf(scale, shown, width), [scale, shown, width]);
  const ticks = useMemo(() => axisTicks(axis, scale), [axis, scale]);
  const { gaps, hops } = story;
  const cursor = focused ?? selected;
  const marked = (pointed && "part" in pointed.found ? pointed.found.part : undefined) ?? focused;
  const draw = useCallback(
    (context: CanvasRenderingContext2D) =>
      drawTimeline(context, { geometry, axis, ticks, gaps, hops, attempts, endOf, marked, selected, colours, theme, scroll, height }),
    [geometry, axis, ticks, gaps, hops, attempts, endOf, marked, selected, colours, theme, scroll, height],
  );
  useCanvas(canvas, width, height, draw);
  useWheel(canvas, (event) => {
    if (event.ctrlKey || event.metaKey) {
      const at = shown.from + (event.offsetX / Math.max(1, width)) * (shown.to - shown.from);
      onWindow(zoomed(shown, 1.002 ** event.deltaY, at, scale));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) onWindow(panned(shown, event.deltaX / Math.max(1, width), scale));
    else return false;
    return true;
  });

  const find = (x: number, y: number) => underPointer({ geometry, axis, endOf, gaps }, x, y + scroll);
  const point = (x: number, y: number) => {
    const found = find(x, y);
    setPointed(found && { found, x, y });
  };
  const choose = (found: Found | undefined) => {
    if (found && "part" in found) onSelect(found.part.span.spanId);
    else if (found && "log" in found) onLog(found.log.log);
    else if (found && "block" in found && found.block.block.spanId !== "") onSelect(found.block.block.spanId);
  };
  const focus = (part: Part | undefined) => {
    setFocused(part);
    if (!part) return;
    onWindowIfOther(showing(shown, { from: part.from, to: endOf(part) }, scale), shown, onWindow);
    const y = geometry.barY.get(part) ?? 0;
    const element = room.current;
    if (element && y < element.scrollTop + NAME_LINE) element.scrollTop = y - NAME_LINE;
    else if (element && y + geometry.rowHeight > element.scrollTop + height) element.scrollTop = y + geometry.rowHeight - height + 4;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    const middle = (shown.from + shown.to) / 2;
    if (move && event.shiftKey && (move === "next" || move === "before")) onWindow(panned(shown, move === "next" ? 0.25 : -0.25, scale));
    else if (move) focus(moved(lanes, cursor, move));
    else if ((event.key === "Enter" || event.key === " ") && cursor) onSelect(cursor.span.spanId);
    else if (event.key === "+" || event.key === "=") onWindow(zoomed(shown, 0.5, centre(cursor, axis, endOf, shown) ?? middle, scale));
    else if (event.key === "-") onWindow(zoomed(shown, 2, middle, scale));
    else if (event.key === "0") onWindow(ALL);
    else if (event.key === "Escape") {
      setFocused(undefined);
      if (selected) onSelect(undefined);
    } else return;
    event.preventDefault();
  };

  const visible = geometry.lanes.filter(({ top, height: laneHeight }) => top + laneHeight > scroll - 50 && top < scroll + height + 50);
  return (
    <div className={styles.chart}>
      <AxisLine axis={axis} ticks={ticks} scale={scale} left={names} />
      <div
        ref={room}
        className={styles.room}
        style={{ height }}
        role="listbox"
        aria-label={`Spans on the timeline, in ${lanes.length} lanes`}
        aria-activedescendant={cursor && `${id}${cursor.span.spanId}`}
        aria-describedby="timeline-keys"
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={({ currentTarget }) => setScroll(currentTarget.scrollTop)}
      >
        <div className={styles.all} style={{ height: geometry.height }}>
          <canvas
            ref={canvas}
            style={{ width, height, marginInlineStart: names }}
            onPointerDown={(event) => {
              if (event.button !== 0) return;
              event.currentTarget.setPointerCapture(event.pointerId);
              setDrag({ from: event.nativeEvent.offsetX, to: event.nativeEvent.offsetX });
            }}
            onPointerMove={({ nativeEvent: { offsetX, offsetY } }) => (drag ? setDrag({ ...drag, to: offsetX }) : point(offsetX, offsetY))}
            onPointerLeave={() => setPointed(undefined)}
            onPointerCancel={() => setDrag(undefined)}
            onPointerUp={({ nativeEvent: { offsetX, offsetY } }) => {
              if (!drag) return;
              setDrag(undefined);
              if (Math.abs(drag.to - drag.from) < DRAG) choose(find(offsetX, offsetY));
              else onWindow(within(placesOf(drag, shown, width), scale));
            }}
          />
          <LaneNames lanes={visible} width={names} />
          {neighbours(lanes, cursor, TOLD).map(({ part, position, of }) => (
            <div
              key={`${part.span.traceId} ${part.span.spanId}`}
              id={`${id}${part.span.spanId}`}
              className={styles.told}
              role="option"
              aria-selected={part === selected}
              aria-posinset={position}
              aria-setsize={of}
            >
              {partText(part, attempts.get(part))}
            </div>
          ))}
        </div>
      </div>
      {drag && Math.abs(drag.to - drag.from) >= DRAG && (
        <span className={styles.brush} style={{ left: names + Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from) }} />
      )}
      {pointed && !drag && (
        <Hint
          found={pointed.found}
          attempts={attempts}
          x={pointed.x + names}
          y={pointed.y + AXIS}
          isLeft={pointed.x > width / 2}
          isAbove={pointed.y > height / 2}
        />
      )}
    </div>
  );
}

/** Height of the line of times. */
const AXIS = 20;
/** How many spans beside the one that keys are at are told to who does not see them. */
const TOLD = 5;

function placesOf({ from, to }: { from: number; to: number }, { from: start, to: end }: ViewWindow, width: number): ViewWindow {
  const place = (x: number) => start + (x / Math.max(1, width)) * (end - start);
  return { from: place(Math.min(from, to)), to: place(Math.max(from, to)) };
}

/** The middle of a span, as a place of the whole axis. */
function centre(
  part: Part | undefined,
  { x, width }: ReturnType<typeof axisOf>,
  endOf: (part: Part) => number,
  shown: ViewWindow,
): number | undefined {
  return part && shown.from + ((x(part.from) + x(endOf(part))) / 2 / Math.max(1, width)) * (shown.to - shown.from);
}

function onWindowIfOther(window: ViewWindow, shown: ViewWindow, onWindow: (window: ViewWindow) => void): void {
  if (window !== shown) onWindow(window);
}
