import { useEffect, useReducer, useRef, useState } from "react";
import type { Log, TailNote } from "@throughline/api";
import { followTail, type TailState } from "./follow-tail.ts";
import { NO_LINES, resumed, type TailLines, withLines, withNote } from "./tail-lines.ts";

type Come = { readonly logs: readonly Log[]; readonly isPaused: boolean } | { readonly note: TailNote } | "resume";

/** What is logged from now on. While `isPaused` new lines wait; then they are shown. */
export function useTail(q: string, service: string | undefined, start: string, isPaused: boolean): { lines: TailLines; state: TailState } {
  const [state, setState] = useState<TailState>({ is: "connecting" });
  const [lines, take] = useReducer(taken, NO_LINES);
  const paused = useRef(isPaused);
  useEffect(() => {
    paused.current = isPaused;
    if (!isPaused) take("resume");
  }, [isPaused]);

  useEffect(() => {
    const end = new AbortController();
    void followTail(
      { q, service, start },
      { state: setState, logs: (logs) => take({ logs, isPaused: paused.current }), note: (note) => take({ note }) },
      end.signal,
    );
    return () => end.abort();
  }, [q, service, start]);
  return { lines, state };
}

function taken(lines: TailLines, come: Come): TailLines {
  if (come === "resume") return resumed(lines);
  return "note" in come ? withNote(lines, come.note) : withLines(lines, come.logs, come.isPaused);
}
