import type { Log } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Attributes } from "../../parts/Attributes.tsx";
import { severityColour } from "../../logs/severity.ts";
import { LongText } from "../../parts/LongText.tsx";
import { countText, plural } from "../../text/number.ts";
import { plainText } from "../../text/plain-text.ts";
import { valueText } from "../../text/value-text.ts";
import type { Forest, SpanNode } from "../forest.ts";
import { offsetText } from "../offset-text.ts";
import styles from "./panel.module.css";

/** Lines that are shown at first. */
const SHOWN = 50;
const MOST_LINE = 200;

/** The log lines of the span, or of it and all below it. */
export function SpanLogs({
  node,
  forest,
  logs,
  onSpan,
}: {
  node: SpanNode;
  forest: Forest;
  logs: readonly Log[];
  onSpan: (spanId: string) => void;
}) {
  const [withBelow, setWithBelow] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const { own, below } = useMemo(() => {
    const ids = new Set(forest.nodes.slice(node.index + 1, node.behind).map(({ span }) => span.spanId));
    return {
      own: logs.filter(({ spanId }) => spanId === node.span.spanId),
      below: logs.filter(({ spanId }) => spanId === node.span.spanId || ids.has(spanId)),
    };
  }, [node, forest, logs]);
  const given = withBelow ? below : own;
  const { traceId, spanId } = node.span;
  return (
    <section>
      <h3>Logs</h3>
      {below.length > own.length && (
        <label className={styles.switch}>
          <input type="checkbox" checked={withBelow} onChange={({ target }) => setWithBelow(target.checked)} />
          {`With those of the spans below it (${countText(below.length - own.length)})`}
        </label>
      )}
      {given.length === 0 && <p className={styles.more}>It wrote no log line.</p>}
      <ol className={styles.list}>
        {(isWhole ? given : given.slice(0, SHOWN)).map((log) => (
          <li key={log.id}>
            <details className={styles.log}>
              <summary>
                <span className={styles.offset}>{offsetText(log.timeUnixNano, forest.startNano)}</span>{" "}
                <span className={styles.severity} style={{ color: `var(--${severityColour(log)})` }}>
                  {plainText(log.severityText || "LOG")}
                </span>{" "}
                {withBelow && log.spanId !== spanId && <span className={styles.more}>{plainText(log.service)} </span>}
                <span className={styles.body}>{plainText(bodyOf(log).slice(0, MOST_LINE))}</span>
              </summary>
              {bodyOf(log).length > MOST_LINE && <LongText text={bodyOf(log)} />}
              <Attributes caption="" attributes={log.attributes} />
              {log.spanId !== spanId && (
                <button type="button" onClick={() => onSpan(log.spanId)}>
                  Show its span
                </button>
              )}
            </details>
          </li>
        ))}
      </ol>
      {given.length > SHOWN && !isWhole && (
        <button type="button" onClick={() => setWhole(true)}>{`Show all ${plural(given.length, "line")}`}</button>
      )}
      {own.length > 0 && (
        <p>
          <Link to="/logs" search={{ traceId }}>
            All log lines of this trace
          </Link>
        </p>
      )}
    </section>
  );
}

function bodyOf({ body, eventName }: Log): string {
  return body === null || body === "" ? eventName : valueText(body);
}
