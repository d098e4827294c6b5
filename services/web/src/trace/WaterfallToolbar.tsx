import type { Ref } from "react";
import { useResting } from "../parts/use-resting.ts";
import { Popover } from "../parts/Popover.tsx";
import { countText, plural } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import { Keys } from "./Keys.tsx";
import type { ShownWaterfall } from "./use-waterfall.ts";
import type { OnView, WaterfallView } from "./waterfall-view.ts";
import styles from "./toolbar.module.css";

const SHORTEST = ["1ms", "10ms", "100ms", "1s"];

/** Finds and leaves out spans, and folds them. */
export function WaterfallToolbar({
  shown: { found, folding, depth, left },
  view,
  onView,
  at,
  onStep,
  help,
}: {
  shown: ShownWaterfall;
  view: WaterfallView;
  onView: OnView;
  /** Which of those found the active span is; -1: none. */
  at: number;
  onStep: (by: 1 | -1) => void;
  help: Ref<HTMLDivElement>;
}) {
  const [find, setFind] = useResting(view.find ?? "", (text) => onView({ find: text }));
  const level = (to: number) => onView({ level: to > depth ? "all" : String(Math.max(0, to)), opened: undefined, folded: undefined });
  const from = Math.min(folding.from, depth + 1);
  const isFinding = (view.find?.trim() ?? "") !== "";
  const flag = (name: "only" | "errors") => ({
    "aria-pressed": view[name] !== undefined,
    onClick: () => onView({ [name]: view[name] === undefined ? "1" : undefined }, true),
  });
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Spans that are shown">
      <span className={styles.find}>
        <span className={styles.field}>
          <input
            type="search"
            aria-label="Find in these spans"
            placeholder="Find name, service, key=value …"
            value={find}
            onChange={({ target }) => setFind(target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
            }}
          />
          <span className={styles.count} role="status">
            {isFinding && (found.length === 0 ? "none" : `${at < 0 ? "–" : countText(at + 1)} of ${countText(found.length)}`)}
          </span>
        </span>
        <button type="button" aria-label="Previous one found" title="Previous ([)" disabled={found.length === 0} onClick={() => onStep(-1)}>
          ↑
        </button>
        <button type="button" aria-label="Next one found" title="Next (])" disabled={found.length === 0} onClick={() => onStep(1)}>
          ↓
        </button>
        <button type="button" {...flag("only")} title="Leave out what is not found">
          Only found
        </button>
      </span>
      <button type="button" {...flag("errors")}>
        Only errors
      </button>
      <select
        aria-label="Critical path"
        value={view.path ?? ""}
        onChange={({ target }) => onView({ path: target.value }, true)}
        title="Critical path (c)"
      >
        <option value="">No critical path</option>
        <option value="shown">Critical path</option>
        <option value="only">Only critical path</option>
      </select>
      <select aria-label="Shortest span shown" value={view.min ?? ""} onChange={({ target }) => onView({ min: target.value }, true)}>
        <option value="">Any duration</option>
        {[...new Set([...SHORTEST, ...(view.min === undefined ? [] : [view.min])])].map((text) => (
          <option key={text} value={text}>
            {`≥ ${text.replace(/(?<=\d)(?=[a-z])/, " ")}`}
          </option>
        ))}
      </select>
      {view.service !== undefined && (
        <button type="button" aria-pressed="true" title="Show all services" onClick={() => onView({ service: undefined }, true)}>
          {`Only ${plainText(view.service)} ×`}
        </button>
      )}
      {left !== undefined && <span className={styles.left}>{plural(left, "span passes", "spans pass")}</span>}
      {depth > 0 && (
        <span className={styles.levels} role="group" aria-label="Fold">
          <button type="button" aria-label="Fold all" title="Fold all" disabled={from === 0} onClick={() => level(0)}>
            «
          </button>
          <button type="button" aria-label="Fold one level" title="Fold one level" disabled={from === 0} onClick={() => level(from - 1)}>
            ‹
          </button>
          <button
            type="button"
            aria-label="Unfold one level"
            title="Unfold one level"
            disabled={from > depth}
            onClick={() => level(from + 1)}
          >
            ›
          </button>
          <button
            type="button"
            aria-label="Unfold all"
            title="Unfold all"
            disabled={from > depth && !view.folded}
            onClick={() => level(depth + 1)}
          >
            »
          </button>
        </span>
      )}
      <Popover label="?" title="Keys (?)" ref={help}>
        <Keys />
      </Popover>
    </div>
  );
}
