import type { Correlation } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { forestOf } from "../trace/forest.ts";
import { SpanPanel } from "../trace/panel/SpanPanel.tsx";
import { useViewKeys } from "../shell/use-view-keys.ts";
import type { Action, Part } from "./action.ts";
import type { Attempt } from "./attempts.ts";
import type { Hop } from "./hops.ts";
import styles from "./span-aside.module.css";
import { spanText } from "./verdict.ts";

/** The span that is selected: its part in the action, then all that is known of it. */
export function SpanAside({
  correlation,
  action,
  part,
  attempt,
  hops,
  onSelect,
}: {
  correlation: Correlation;
  action: Action;
  part: Part;
  attempt: Attempt | undefined;
  hops: readonly Hop[];
  onSelect: (spanId: string | undefined) => void;
}) {
  const forest = useMemo(() => forestOf(correlation.spans, action.start), [correlation, action]);
  const { span } = part;
  const node = forest.byId.get(span.spanId);
  const taken = hops.find(({ to }) => to === part);
  const handed = hops.filter(({ from }) => from === part);
  useViewKeys({
    Escape: () => {
      if (!document.querySelector(":popover-open")) onSelect(undefined);
    },
  });
  return (
    <aside key={span.spanId} className={styles.aside} aria-label="Selected span">
      <p className={styles.part}>
        <Link to="/traces/$traceId" params={{ traceId: span.traceId }} search={{ span: span.spanId }}>
          Open in its trace
        </Link>
        {attempt && <span>{`try ${attempt.number} of ${attempt.of}`}</span>}
        {taken && taken.waited >= 0 && <span>{`taken ${spanText(taken.waited)} after it was handed on`}</span>}
        {handed.length > 0 && <span>{handed.length === 1 ? "handed work on" : `handed work on ${handed.length} times`}</span>}
      </p>
      {node && (
        <SpanPanel
          node={node}
          forest={forest}
          logs={correlation.logs}
          blocks={correlation.blocks}
          onSpan={onSelect}
          onClose={() => onSelect(undefined)}
        />
      )}
    </aside>
  );
}
