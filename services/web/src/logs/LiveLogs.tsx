import { type RefObject, useState } from "react";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { countText, plural } from "../text/number.ts";
import { DEFAULT_START, isRelative } from "../time/range.ts";
import { fieldTerm, withTerm } from "./filter-text.ts";
import styles from "./live-logs.module.css";
import { LogList } from "./LogList.tsx";
import { TailStateText } from "./TailStateText.tsx";
import { MOST_LINES } from "./tail-lines.ts";
import { useListOptions } from "./use-list-options.ts";
import type { LogsView } from "./use-logs-view.ts";
import { usePinned } from "./use-pinned.ts";
import { useTail } from "./use-tail.ts";

/** Log records as they arrive, the newest arrival on top. Who scrolls away or opens a line is not disturbed: what comes waits. */
export function LiveLogs({ view, list, isRefused }: { view: LogsView; list: RefObject<HTMLDivElement | null>; isRefused: boolean }) {
  const [isAtTop, setAtTop] = useState(true);
  const { search, range, listed, look } = view;
  const options = useListOptions(view);
  const isPaused = !isAtTop || search.log !== undefined;
  const start = isRelative(range) ? (range.start ?? DEFAULT_START) : DEFAULT_START;
  const { lines, state } = useTail(tailFilter(listed), search.service, start, isPaused);
  const { shown, waiting, note, leftOut, wereCut } = lines;
  const isListed = shown.length === 0 && state.is === "connecting" ? undefined : shown.some(({ id }) => id === search.log);
  const pinned = usePinned(search.log, isListed, list);
  const resume = () => {
    if (search.log !== undefined) look({ log: undefined, around: undefined });
    list.current?.scrollTo({ top: 0 });
    setAtTop(true);
  };
  return (
    <>
      <div className={styles.state}>
        <TailStateText state={state} isPaused={isPaused} />
        <span role="status">
          {waiting.length > 0 && (
            <button type="button" className={styles.waiting} onClick={resume}>
              ↑ {plural(waiting.length, "new line")}
            </button>
          )}
        </span>
      </div>
      {note && (
        <Notes
          notes={[
            leftOut > note.leftOut.logs ? { ...note, message: `${countText(leftOut)} left out so far. Last: ${note.message}` } : note,
          ]}
        />
      )}
      {pinned.error && <Failure error={pinned.error} />}
      {isRefused ? null : shown.length === 0 && state.is === "connecting" ? (
        <Loading what="lines" height={400} />
      ) : (
        <LogList
          {...options}
          logs={shown}
          pinned={pinned.log}
          label="Log lines as they arrive, newest first"
          onTop={setAtTop}
          ref={list}
          footer={
            <p className={styles.end}>
              {shown.length === 0 ? "Nothing yet: lines come here as they arrive." : null}
              {wereCut ? `The newest ${countText(MOST_LINES)} lines are kept. ` : null}
              {shown.length > 0 ? "End live to page through what was before." : null}
            </p>
          }
        />
      )}
    </>
  );
}

/** A tail has no parameters for a trace or action: the filter says it. */
function tailFilter({ q, traceId, spanId, correlationId }: LogsView["listed"]): string {
  const scopes = Object.entries({ traceId, spanId, correlationId });
  return scopes.reduce((filter, [name, id]) => {
    const term = id === undefined ? undefined : fieldTerm(name, id);
    return term === undefined ? filter : withTerm(filter, term);
  }, q);
}
