import { durationText } from "@throughline/model";
import { serviceColour } from "../colour/service-colour.ts";
import { useTheme } from "../colour/use-theme.ts";
import { countText, plural } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import { ROW_HEIGHT } from "./draw-bars.ts";
import type { SpanNode } from "./forest.ts";
import { stateOf } from "./span-state.ts";
import styles from "./waterfall.module.css";

const INDENT = 12;

/** A span's name in the tree of names; its bar is drawn on the canvas beside it. */
export function WaterfallRow({
  node,
  row,
  end,
  isFolded,
  isActive,
  isSelected,
  found,
  isOnPath,
  onToggle,
  onSelect,
}: {
  node: SpanNode;
  row: number;
  end: number;
  isFolded: boolean;
  isActive: boolean;
  isSelected: boolean;
  /** Whether it is found, and whether it is the one that the reader is at. */
  found: "this" | "one" | undefined;
  isOnPath: boolean;
  onToggle: () => void;
  onSelect: () => void;
}) {
  const theme = useTheme();
  const { span, depth, children, start, behind, index } = node;
  const states = stateOf(node);
  const hasChildren = children.length > 0;
  return (
    // Keys are the tree's: its rows hand them on.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      className={styles.row}
      role="row"
      aria-rowindex={row + 1}
      aria-level={depth + 1}
      {...(hasChildren && { "aria-expanded": !isFolded })}
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      data-found={found}
      style={{ top: row * ROW_HEIGHT, height: ROW_HEIGHT }}
      onClick={onSelect}
    >
      <div className={styles.name} role="gridcell" style={{ paddingInlineStart: `min(${depth * INDENT}px, 45%)` }}>
        {hasChildren ? (
          <button
            type="button"
            className={styles.twisty}
            tabIndex={-1}
            aria-label={isFolded ? "Unfold" : "Fold"}
            data-folded={isFolded}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
          />
        ) : (
          <span className={styles.twisty} />
        )}
        <span className={styles.stripe} style={{ background: serviceColour(span.service, theme) }} />
        <span className={styles.service}>{plainText(span.service)}</span>
        <span className={styles.operation} title={plainText(`${span.service} ${span.name}`)}>
          {plainText(span.name)}
        </span>
        {isFolded && (
          <span className={styles.below} title={plural(behind - index - 1, "span below it", "spans below it")}>
            {countText(behind - index - 1)}
          </span>
        )}
        {states.map(({ kind, sign, text }) => (
          <span key={kind} className={styles.state} data-kind={kind} title={plainText(text)}>
            <span aria-hidden="true">{sign}</span>
            <span className={styles.unseen}>{plainText(text)}</span>
          </span>
        ))}
      </div>
      <div className={styles.unseen} role="gridcell">
        {`${durationText(BigInt(Math.round(end - start)))}, ${durationText(BigInt(Math.round(start)))} after the start${isOnPath ? ", on the critical path" : ""}`}
      </div>
    </div>
  );
}
