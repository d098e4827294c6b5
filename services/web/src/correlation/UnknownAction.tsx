import { Link } from "@tanstack/react-router";
import type { ApiError } from "../api/api.ts";
import { brief } from "../text/brief.ts";
import styles from "./unknown-action.module.css";

/** That nothing is stored under an ID, what that may mean, and what to do. */
export function UnknownAction({ correlationId, error, onRetry }: { correlationId: string; error: ApiError; onRetry: () => void }) {
  return (
    <div className={styles.unknown}>
      <h1>{error.status === 404 ? "Nothing is stored of this action" : "This cannot be a correlation ID"}</h1>
      <p className={styles.id}>
        <code>{brief(correlationId)}</code>
      </p>
      <p>{error.message}.</p>
      <p>
        <button type="button" onClick={onRetry}>
          Look again
        </button>
      </p>
      <h2>What to try</h2>
      <ul>
        <li>
          What was sent a moment ago is found within two seconds of its arrival; a span is sent when it has ended, one that still runs after
          five seconds.
        </li>
        <li>Compare the ID sign by sign: capitals count, and an ID of 32 hex digits may be that of a trace.</li>
        <li>
          The box above also takes a trace ID, plain words, or TraceQL such as{" "}
          <Link to="/" search={{ q: "{ status = error }" }}>
            <code>{"{ status = error }"}</code>
          </Link>
          .
        </li>
        {/^[0-9a-f]{32}$/i.test(correlationId) && (
          <li>
            <Link to="/traces/$traceId" params={{ traceId: correlationId.toLowerCase() }}>
              Look for a trace with this ID
            </Link>
          </li>
        )}
      </ul>
    </div>
  );
}
