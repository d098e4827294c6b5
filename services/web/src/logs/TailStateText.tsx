import { useEffect, useState } from "react";
import styles from "./live-logs.module.css";
import type { TailState } from "./follow-tail.ts";

/** What a live view does now, in words. */
export function TailStateText({ state, isPaused }: { state: TailState; isPaused: boolean }) {
  return (
    <span className={styles.text} role="status" data-state={state.is}>
      <span className={styles.light} aria-hidden="true" />
      {state.is === "waiting" ? <Waiting until={state.until} /> : textOf(state, isPaused)}
    </span>
  );
}

function textOf(state: TailState, isPaused: boolean): string {
  switch (state.is) {
    case "live":
      return isPaused ? "Live, paused: new lines wait" : "Live: lines appear as they arrive";
    case "hidden":
      return "Resting while this page is not seen";
    case "refused":
      return `Not live: ${state.error.message}`;
    default:
      return "Connecting …";
  }
}

function Waiting({ until }: { until: number }) {
  const [left, setLeft] = useState(() => until - Date.now());
  useEffect(() => {
    const timer = setInterval(() => setLeft(until - Date.now()), 500);
    return () => clearInterval(timer);
  }, [until]);
  return `The connection ended: again in ${Math.max(1, Math.ceil(left / 1_000))} s`;
}
