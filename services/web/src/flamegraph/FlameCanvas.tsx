import { commonRoot, type Frame, shortPath } from "@throughline/profile";
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { usePalette } from "../colour/use-palette.ts";
import { useTheme } from "../colour/use-theme.ts";
import { useSize } from "../parts/use-size.ts";
import { draw, ROW } from "./draw.ts";
import { visibleText } from "./fitting-text.ts";
import styles from "./flame-canvas.module.css";
import { nodeColours } from "./frame-colour.ts";
import { placeText } from "./FrameDetails.tsx";
import { FrameItems } from "./FrameItems.tsx";
import { FrameTip, type Pointed } from "./FrameTip.tsx";
import { type Graph, ROOT } from "./graph.ts";
import { boxesOf, boxOf, type Direction, moveFrom, nodeAt } from "./layout.ts";
import type { Found } from "./match.ts";

/** A narrow page has no room for empty rows, but for these. */
const LEAST_ROWS = 8;

/**
 * A flame graph on a canvas: the root on top, or at the bottom if it `isUp`; --flame-height says how high it is. A click or Enter zooms, a
 * double click or S asks for a function's callers and callees. For a screen reader it is a tree.
 */
export function FlameCanvas({
  graph,
  unit,
  label,
  focus,
  onFocus,
  onPick,
  found,
  isUp = false,
}: {
  graph: Graph;
  unit: string;
  label: string;
  /** The node that fills the width. */
  focus: number;
  onFocus: (node: number) => void;
  onPick: (node: number) => void;
  found?: Found | undefined;
  isUp?: boolean;
}) {
  const id = useId();
  const idOf = (node: number) => `${id}${node}`;
  const room = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(room);
  const [scroll, setScroll] = useState(0);
  const [pointed, setPointed] = useState<Pointed>();
  const [cursor, setCursor] = useState(focus);
  const [shown, setShown] = useState({ graph, focus });
  if (shown.graph !== graph || shown.focus !== focus) {
    setShown({ graph, focus });
    setCursor(focus);
    setPointed(undefined);
  }
  const colours = usePalette();
  const theme = useTheme();
  const colourOf = useMemo(() => nodeColours(graph, theme), [graph, theme]);
  const placeOf = useMemo(() => {
    const folder = commonRoot(graph.frames);
    return (frame: Frame) => visibleText(placeText({ ...frame, file: shortPath(frame.file, folder), column: 0 }));
  }, [graph]);
  const full = Math.max(graph.rows * ROW, size.height);
  const topOf = (row: number) => (isUp ? full - (row + 1) * ROW : row * ROW);

  // Callers stand on what they call: the function itself, at the bottom, is what is looked at first.
  useLayoutEffect(() => {
    const element = room.current as HTMLDivElement;
    if (isUp) element.scrollTop = element.scrollHeight;
  }, [isUp]);

  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const context = element.getContext("2d");
    if (!context || size.width === 0) return;
    const density = window.devicePixelRatio;
    element.width = Math.round(size.width * density);
    element.height = Math.round(size.height * density);
    context.setTransform(density, 0, 0, density, 0, 0);
    const fromTop = (y: number) => Math.floor((isUp ? full - y : y) / ROW);
    const [one, other] = [fromTop(scroll), fromTop(scroll + size.height)];
    draw(context, size, {
      graph,
      boxes: boxesOf(graph, focus, size.width, { from: Math.min(one, other), to: Math.max(one, other) + 1 }),
      topOf: (row) => (isUp ? full - (row + 1) * ROW : row * ROW) - scroll,
      colourOf,
      text: colours.text,
      hits: found?.hits,
      placeOf,
    });
  }, [graph, focus, size, scroll, full, isUp, colourOf, colours, found, placeOf]);

  const nodeUnder = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const { left, top } = (room.current as HTMLDivElement).getBoundingClientRect();
    const y = clientY - top + scroll;
    return nodeAt(graph, focus, Math.floor((isUp ? full - y : y) / ROW), (clientX - left) / size.width);
  };
  const point = (event: PointerEvent) => {
    const node = nodeUnder(event);
    setPointed(node === undefined ? undefined : { node, x: event.clientX, y: event.clientY + 18 });
  };

  /** Keys have come to a node: it is scrolled to, and told of below it. */
  const goTo = (node: number) => {
    setCursor(node);
    const element = room.current as HTMLDivElement;
    const top = topOf(graph.depth[node] as number);
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW > element.scrollTop + size.height) element.scrollTop = top + ROW - size.height;
    const box = boxOf(graph, focus, node, size.width);
    const place = element.getBoundingClientRect();
    if (box) setPointed({ node, x: place.left + Math.max(box.x, 0), y: place.top + top + ROW + 4 - element.scrollTop });
  };
  const keys: Readonly<Record<string, Direction>> = {
    ArrowUp: isUp ? "callee" : "caller",
    ArrowDown: isUp ? "caller" : "callee",
    ArrowLeft: "before",
    ArrowRight: "after",
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = keys[event.key];
    if (direction) goTo(moveFrom(graph, focus, cursor, direction));
    else if (event.key === "Enter" || event.key === " ") onFocus(cursor);
    else if (event.key === "Escape") onFocus(ROOT);
    else if (event.key === "Home") goTo(ROOT);
    else if (event.key === "s" && cursor !== ROOT) onPick(cursor);
    else return;
    event.preventDefault();
    // The view that the graph is part of has keys of its own.
    event.stopPropagation();
  };
  const outlined = pointed && boxOf(graph, focus, pointed.node, size.width);

  return (
    <>
      <div
        ref={room}
        className={styles.room}
        style={{ "--flame-rows": `${Math.max(graph.rows, LEAST_ROWS) * ROW}px` } as CSSProperties}
        role="tree"
        tabIndex={0}
        aria-label={label}
        aria-describedby={`${id}keys`}
        aria-activedescendant={idOf(cursor)}
        onKeyDown={onKeyDown}
        onBlur={() => setPointed(undefined)}
        onScroll={({ currentTarget }) => setScroll(currentTarget.scrollTop)}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setPointed(undefined)}
        onClick={(event) => {
          const node = nodeUnder(event);
          if (node !== undefined) onFocus(node);
        }}
        onDoubleClick={(event) => {
          const node = nodeUnder(event);
          if (node !== undefined && node !== ROOT) onPick(node);
        }}
      >
        <div className={styles.rows} style={{ height: full }}>
          <canvas ref={canvas} className={styles.canvas} style={{ width: size.width, height: size.height }} aria-hidden="true" />
          {outlined && (
            <div
              className={styles.outline}
              style={{ left: outlined.x, top: topOf(outlined.row), width: Math.max(outlined.width - 1, 2), height: ROW - 1 }}
              aria-hidden="true"
            />
          )}
          <FrameItems graph={graph} unit={unit} cursor={cursor} focus={focus} idOf={idOf} placeOf={placeOf} />
        </div>
      </div>
      <span id={`${id}keys`} hidden>
        Arrow keys go to callers, callees and frames beside; Enter zooms, Escape shows everything, S shows callers and callees of the
        function
      </span>
      {pointed && <FrameTip graph={graph} unit={unit} pointed={pointed} />}
    </>
  );
}
