import { Link } from "@tanstack/react-router";
import styles from "./chips.module.css";
import type { LogsView } from "./use-logs-view.ts";

/** Of which trace, span or action only, as the URL says; each can be taken away. */
export function ScopeChips({ view: { search, ask } }: { view: LogsView }) {
  const { traceId, spanId, correlationId } = search;
  const scopes = [
    { name: "traceId", label: "Trace", id: traceId },
    { name: "spanId", label: "Span", id: spanId },
    { name: "correlationId", label: "Action", id: correlationId },
  ] as const;
  if (scopes.every(({ id }) => id === undefined)) return null;
  return (
    <ul className={styles.chips} aria-label="Only lines of">
      {scopes.map(
        ({ name, label, id }) =>
          id !== undefined && (
            <li key={name} className={styles.scope}>
              <span>{label}</span>
              <Scope name={name} id={id} traceId={traceId} />
              <button
                type="button"
                onClick={() => ask({ [name]: undefined, ...(name === "traceId" && { spanId: undefined }) })}
                aria-label={`Not only of this ${label.toLowerCase()}`}
              >
                ×
              </button>
            </li>
          ),
      )}
    </ul>
  );
}

function Scope({ name, id, traceId }: { name: "traceId" | "spanId" | "correlationId"; id: string; traceId: string | undefined }) {
  if (name === "correlationId")
    return (
      <Link to="/correlations/$correlationId" params={{ correlationId: id }}>
        <code>{id}</code>
      </Link>
    );
  if (traceId === undefined) return <code>{id}</code>;
  return (
    <Link to="/traces/$traceId" params={{ traceId }} search={name === "spanId" ? { span: id } : {}}>
      <code>{id}</code>
    </Link>
  );
}
