import type { Log } from "@throughline/api";
import { useQueryClient } from "@tanstack/react-query";
import { useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { plainText } from "../text/plain-text.ts";
import { isOpen, linesOf } from "./lines.ts";
import { LogDetails, type LogDetailsOptions } from "./LogDetails.tsx";
import { LogLine } from "./LogLine.tsx";
import styles from "./log-list.module.css";

const LINE = 26;
const LINE_NARROW = 46;
/** What an opened record takes until it is measured. */
const OPENED = 420;
/** So many lines before the end, more are asked for. */
const AHEAD = 40;
const AT_TOP = 4;

export interface LogListOptions extends LogDetailsOptions {
  readonly logs: readonly Log[];
  /** What is listed, for who cannot see it. */
  readonly label: string;
  /** ID of the record that is shown opened. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  /** A record that stands on top, wherever its own place is. */
  readonly pinned?: Log | undefined;
  readonly isWrapped?: boolean;
  /** Whether times have their date. */
  readonly withDates?: boolean;
  /** The last line is near. */
  readonly onEnd?: () => void;
  /** The first line came into view, or left it. */
  readonly onTop?: (isAtTop: boolean) => void;
  /** Stands behind the last line. */
  readonly footer?: ReactNode;
  /** Where the reader is in it is kept under this name while another view is looked at. */
  readonly place?: string;
  readonly ref?: RefObject<HTMLDivElement | null>;
}

interface Place {
  readonly offset: number;
  readonly measured: VirtualItem[];
}

/**
 * Log records, a line each, of which only those in view are in the document. A line opens to all that its record has. Fills the height that
 * it is given, and scrolls. Arrow keys, `j` and `k` lead from line to line, Enter opens.
 */
export function LogList({
  logs,
  label,
  selected,
  onSelect,
  pinned,
  isWrapped = false,
  withDates = false,
  onEnd,
  onTop,
  footer,
  place,
  ref,
  ...details
}: LogListOptions) {
  const own = useRef<HTMLDivElement>(null);
  const scroller = ref ?? own;
  const { columns = [], onColumns } = details;
  const lines = useMemo(() => linesOf(pinned, logs), [pinned, logs]);
  const queries = useQueryClient();
  const [kept] = useState(() => (place === undefined ? undefined : queries.getQueryData<Place>(["logs", "place", place])));
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const line = lines[index];
      if (line && isOpen(line, selected, pinned)) return OPENED;
      return matchMedia("(max-width: 700px)").matches ? LINE_NARROW : LINE;
    },
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 10,
    ...(kept && { initialOffset: kept.offset, initialMeasurementsCache: kept.measured }),
  });

  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - AHEAD) onEnd?.();
  }, [last, lines.length, onEnd]);

  // What a link names is in view at first; who comes back is where they were.
  useEffect(() => {
    const index = lines.findIndex((line) => isOpen(line, selected, pinned));
    if (!kept && index > 0) virtualizer.scrollToIndex(index, { align: "start" });
    return () => {
      if (place !== undefined)
        queries.setQueryData<Place>(["logs", "place", place], {
          offset: virtualizer.scrollOffset ?? 0,
          measured: virtualizer.takeSnapshot(),
        });
    };
    // oxlint-disable-next-line react/exhaustive-deps -- when it is shown first and last
  }, []);

  // Of all lines, the Tab key leads to one: where the reader was, else the first in view.
  const [active, setActive] = useState<string>();
  const wanted = useRef<number>(undefined);
  const top = virtualizer.scrollOffset ?? 0;
  const shown = items.find((item) => lines[item.index]?.key === active) ?? items.find(({ end }) => end > top) ?? items[0];
  const focusWanted = () => {
    const line = scroller.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] button[data-line]`);
    if (!line) return;
    wanted.current = undefined;
    line.focus({ preventScroll: true });
  };
  useEffect(() => {
    if (wanted.current !== undefined) focusWanted();
  });
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const from = Number(event.currentTarget.closest<HTMLElement>("[data-index]")?.dataset.index);
    const to = Math.min(lines.length - 1, Math.max(0, from + step));
    setActive(lines[to]?.key);
    wanted.current = to;
    virtualizer.scrollToIndex(to, { align: "auto" });
    focusWanted();
  };

  const wasAtTop = useRef(true);
  const scrolled = () => {
    const isAtTop = (scroller.current?.scrollTop ?? 0) <= AT_TOP;
    if (isAtTop !== wasAtTop.current) onTop?.(isAtTop);
    wasAtTop.current = isAtTop;
  };

  return (
    <div ref={scroller} role="group" className={styles.scroller} data-wraps={isWrapped} data-dates={withDates} onScroll={scrolled}>
      {columns.length > 0 && (
        <div className={styles.columns} role="group" aria-label="Columns">
          <span className={styles.before} />
          {columns.map((key) => (
            <span key={key} className={styles.column}>
              <span className={styles.key}>{plainText(key)}</span>
              {onColumns && (
                <button
                  type="button"
                  aria-label={`Without the column ${plainText(key)}`}
                  onClick={() => onColumns(columns.filter((each) => each !== key))}
                >
                  ×
                </button>
              )}
            </span>
          ))}
        </div>
      )}
      <div role="list" aria-label={label} className={styles.lines} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          const { log, key, isPinned } = line;
          const opened = isOpen(line, selected, pinned);
          return (
            <div
              key={key}
              role="listitem"
              aria-setsize={-1}
              aria-posinset={item.index + 1}
              data-index={item.index}
              ref={virtualizer.measureElement}
              className={styles.item}
              data-opened={opened}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <LogLine
                log={log}
                isOpen={opened}
                isPinned={isPinned}
                isWrapped={isWrapped}
                withDate={withDates}
                columns={columns}
                tabIndex={item === shown ? 0 : -1}
                onKeyDown={press}
                onOpen={() => {
                  setActive(key);
                  onSelect(opened ? undefined : log.id);
                }}
              />
              {opened && <LogDetails log={log} onSelect={onSelect} {...details} />}
            </div>
          );
        })}
      </div>
      {footer}
    </div>
  );
}
