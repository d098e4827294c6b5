import { ApiError } from "../api/api.ts";
import styles from "./failure.module.css";

/** That something could not be had, and why, with a way to try again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div role="alert" className={styles.failure}>
      <strong>{titleOf(error)}</strong>
      <p>{messageOf(error)}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

function titleOf(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof TypeError ? "The server does not answer" : "Something went wrong";
  if (error.status === 404) return "Not found";
  if (error.status === 429) return "Too many questions at once";
  return error.status < 500 ? "This cannot be answered" : "The server could not answer";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
