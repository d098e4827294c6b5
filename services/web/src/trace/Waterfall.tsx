import type { Block, Log } from "@throughline/api";
import { useVirtualizer, defaultRangeExtractor } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useResting } from "../parts/use-resting.ts";
import { useSize } from "../parts/use-size.ts";
import { useViewKeys } from "../shell/use-view-keys.ts";
import { useNow } from "../time/use-now.ts";
import { timeOf } from "./bar.ts";
import { BarCanvas } from "./BarCanvas.tsx";
import { ROW_HEIGHT } from "./draw-bars.ts";
import type { Forest, SpanNode } from "./forest.ts";
import { marksReader } from "./marks.ts";
import { Minimap } from "./Minimap.tsx";
import { onRowKey } from "./row-keys.ts";
import { folding, isFolded, rowAt } from "./rows.ts";
import { Separator } from "./Separator.tsx";
import { ticksOf, type Window } from "./ticks.ts";
import { TimeAxis } from "./TimeAxis.tsx";
import { type Pointed, Tooltip } from "./Tooltip.tsx";
import { hitOf } from "./hit.ts";
import { useActiveRow, useInSight } from "./use-active-row.ts";
import { useKeptSize } from "./use-kept-size.ts";
import { useWaterfall } from "./use-waterfall.ts";
import { useWheelZoom } from "./use-wheel-zoom.ts";
import { idsText, type OnView, type WaterfallView } from "./waterfall-view.ts";
import { WaterfallRow } from "./WaterfallRow.tsx";
import { WaterfallToolbar } from "./WaterfallToolbar.tsx";
import { panned, windowOf, windowText, zoomed } from "./window.ts";
import styles from "./waterfall.module.css";

const OVERSCAN = 12;
/** How often bars of open spans grow. */
const TICK_MS = 200;
const ZOOM = 0.6;
const TICK_WIDTH = 84;
/** Share of the window by which a key moves it. */
const PAN = 0.25;

export interface WaterfallProps {
  label: string;
  forest: Forest;
  logs: readonly Log[];
  blocks: readonly Block[];
  view: WaterfallView;
  onView: OnView;
  /** What stands beside the rows. */
  aside?: ReactNode;
}

/**
 * The spans of one trace or of several as rows: their names as a tree, their times as bars on a canvas. `view` is its state as the URL has it.
 * Selecting a span sets `span`; what is shown of it is the caller's.
 */
export function Waterfall({ label, forest, logs, blocks, view, onView, aside }: WaterfallProps) {
  const isLive = useMemo(() => forest.nodes.some(({ span }) => span.open && span.open.state === "open"), [forest]);
  const clock = useNow(isLive, TICK_MS);
  const now = isLive ? Number(clock - forest.startNano) : 0;
  const duration = Math.max(forest.duration, now);
  const endOf = useCallback(({ span, end }: SpanNode) => (span.open && span.open.state === "open" ? Math.max(end, now) : end), [now]);
  const marksOf = useMemo(() => marksReader(forest, logs, blocks), [forest, logs, blocks]);
  const shown = useWaterfall(forest, view);
  const { rows, path, found } = shown;

  const [windowGiven, setWindowText] = useResting(view.window, (text) => onView({ window: text }));
  const window = useMemo(() => windowOf(windowGiven, duration), [windowGiven, duration]);
  const setWindow = (to: Window) => setWindowText(windowText(to, duration));
  const zoom = (factor: number, at = (window.from + window.to) / 2) => setWindow(zoomed(window, factor, at, duration));

  const [names, setNames] = useKeptSize("throughline.waterfall.names", 340);
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const nameWidth = Math.min(names, Math.max(90, width * 0.6));
  const barsWidth = Math.max(0, width - nameWidth);
  const ticks = useMemo(() => ticksOf(window, barsWidth / TICK_WIDTH), [window, barsWidth]);

  const activity = useActiveRow(forest, shown, view, onView);
  const { active, activeRow, selected, moveTo } = activity;
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    useFlushSync: false,
    // The row with the focus stays, or the focus would be lost.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return activeRow === undefined || indexes.includes(activeRow) ? indexes : [...indexes, activeRow].toSorted((a, b) => a - b);
    },
  });
  const items = virtualizer.getVirtualItems().filter(({ index }) => index < rows.length);
  // The canvas is as high as the rows about the view; the one that is kept for the focus may be far from them.
  const first = Math.max(0, (virtualizer.range?.startIndex ?? 0) - OVERSCAN);
  const last = Math.min(rows.length - 1, (virtualizer.range?.endIndex ?? -1) + OVERSCAN);
  const drawn = useMemo(() => rows.slice(first, last + 1).flatMap((index) => forest.nodes[index] ?? []), [rows, first, last, forest]);

  useInSight(activity, virtualizer, scroller);

  const setFolding = (to: ReturnType<typeof folding>) => onView({ opened: idsText(to.opened), folded: idsText(to.folded) });
  const toRow = (row: number) => moveTo(forest.nodes[rows[Math.min(rows.length - 1, Math.max(0, row))] ?? -1]);
  const toggle = (node: SpanNode) => setFolding(folding(shown.folding, [node], !isFolded(node, shown.folding)));

  const at = active ? found.indexOf(active.index) : -1;
  const step = (by: 1 | -1) => {
    const index = active?.index ?? 0;
    const next = by > 0 ? (found.find((other) => other > index) ?? found[0]) : (found.findLast((other) => other < index) ?? found.at(-1));
    if (next !== undefined) moveTo(forest.nodes[next], scroller.current?.contains(document.activeElement) ?? false);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || activeRow === undefined || !active) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
    const action = onRowKey(event.key, {
      row: activeRow,
      node: active,
      isFolded: isFolded(active, shown.folding),
      rowCount: rows.length,
      page,
      toRow,
      toNode: moveTo,
      toggle: () => toggle(active),
      select: () => onView({ span: active.span.spanId }, true),
    });
    if (!action) return;
    event.preventDefault();
    action();
  };

  const help = useRef<HTMLDivElement>(null);
  useViewKeys({
    "+": () => zoom(ZOOM),
    "=": () => zoom(ZOOM),
    "-": () => zoom(1 / ZOOM),
    "0": () => setWindowText(undefined),
    ",": () => setWindow(panned(window, -PAN, duration)),
    ".": () => setWindow(panned(window, PAN, duration)),
    "[": () => step(-1),
    "]": () => step(1),
    c: () => onView({ path: view.path === undefined ? "shown" : undefined }),
    "?": () => help.current?.togglePopover(),
  });
  useWheelZoom(scroller, (factor, share, pan) => {
    const x = share * width - nameWidth;
    if (pan !== 0) setWindow(panned(window, pan, duration));
    else if (x >= 0) zoom(factor, timeOf(x, window, barsWidth));
  });

  const [pointed, setPointed] = useState<Pointed>();
  const point = (x: number, y: number) => {
    const element = scroller.current;
    const box = element?.getBoundingClientRect();
    if (!element || !box) return;
    const row = Math.floor((y - box.top + element.scrollTop) / ROW_HEIGHT);
    const node = forest.nodes[rows[row] ?? -1];
    const barX = x - box.left - nameWidth;
    const hit = node && barX >= 0 ? hitOf(node, endOf(node), marksOf(node), barX, window, barsWidth) : undefined;
    setPointed(node && hit ? { node, hit, end: endOf(node), x, y } : undefined);
  };

  return (
    <section className={styles.waterfall} aria-label={label} style={{ ["--names" as string]: `${nameWidth}px` }}>
      <WaterfallToolbar shown={shown} view={view} onView={onView} at={at} onStep={step} help={help} />
      <div className={styles.sides}>
        <div className={styles.rowsSide}>
          <div className={styles.border}>
            <Separator label="Width of the names" size={nameWidth} least={90} most={width * 0.6} onSize={setNames} />
          </div>
          <Minimap forest={forest} duration={duration} window={window} onWindow={setWindow} />
          <div className={styles.head}>
            <span className={styles.nameHead}>Span</span>
            <TimeAxis ticks={ticks} window={window} isZoomed={windowGiven !== undefined} onAll={() => setWindowText(undefined)} />
          </div>
          <div
            ref={scroller}
            className={styles.body}
            role="treegrid"
            aria-label="Spans"
            aria-rowcount={rows.length}
            tabIndex={-1}
            onKeyDown={onKeyDown}
            onPointerMove={({ clientX, clientY }) => point(clientX, clientY)}
            onPointerLeave={() => setPointed(undefined)}
            onScroll={() => pointed && setPointed(undefined)}
          >
            <div className={styles.rows} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
              {items.map(({ index: row }) => {
                const node = forest.nodes[rows[row] ?? -1];
                return (
                  node && (
                    <WaterfallRow
                      key={node.index}
                      node={node}
                      row={row}
                      end={endOf(node)}
                      isFolded={isFolded(node, shown.folding)}
                      isActive={row === activeRow}
                      isSelected={node.span.spanId === selected}
                      found={rowAt(found, node.index) === undefined ? undefined : row === activeRow ? "this" : "one"}
                      isOnPath={path?.has(node.index) ?? false}
                      onToggle={() => toggle(node)}
                      onSelect={() => activity.choose(node)}
                    />
                  )
                );
              })}
              <BarCanvas
                top={first * ROW_HEIGHT}
                left={nameWidth}
                nodes={drawn}
                endOf={endOf}
                marksOf={marksOf}
                window={window}
                ticks={ticks}
                path={path}
                width={barsWidth}
              />
            </div>
            {rows.length === 0 && (
              <p className={styles.none}>{forest.nodes.length === 0 ? "No span is stored." : "No span passes the filters."}</p>
            )}
          </div>
        </div>
        {aside}
      </div>
      {pointed && <Tooltip pointed={pointed} forest={forest} />}
    </section>
  );
}
