import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Log } from "@throughline/api";
import { useState } from "react";
import { api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { linesOf } from "./lines.ts";
import { LogLine } from "./LogLine.tsx";
import styles from "./log-context.module.css";

const OF = { service: "its service", process: "its process", all: "all services" } as const;
const FIRST = 5;
const MORE = 25;
/** What the query API gives at most. */
const MOST = 1_000;

/** The lines after and before a record, the newest on top as in the list. */
export function LogContext({
  log,
  of: given,
  onOf,
  onSelect,
}: {
  log: Log;
  of: string;
  onOf: (of: string) => void;
  onSelect: (id: string) => void;
}) {
  const of = Object.hasOwn(OF, given) ? given : "service";
  const [before, setBefore] = useState(FIRST);
  const [after, setAfter] = useState(FIRST);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["logs", "context", log.id, of, before, after],
    queryFn: ({ signal }) => api.logContext({ id: log.id, of, before, after }, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const line = (each: Log, key: string, isOpen = false) => (
    <div key={key} role="listitem" className={styles.item} data-opened={isOpen}>
      <LogLine
        log={each}
        isOpen={isOpen}
        isPinned={false}
        isWrapped={false}
        withDate={false}
        columns={[]}
        tabIndex={0}
        onOpen={() => !isOpen && onSelect(each.id)}
      />
    </div>
  );
  return (
    <section className={styles.context} aria-label="Lines around it">
      <label className={styles.of}>
        Around it, of{" "}
        <select value={of} onChange={({ target }) => onOf(target.value)}>
          {Object.entries(OF).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading what="the lines around it" height={(2 * FIRST + 1) * 26} />}
      {data && (
        <>
          <Notes notes={data.notes} />
          <More what="later" count={data.after.length} wanted={after} isAsked={isPlaceholderData} onMore={setAfter} />
          <div role="list" aria-label="Lines around it, newest first" className={styles.lines}>
            {linesOf(undefined, data.after.toReversed()).map(({ key, log: each }) => line(each, `after ${key}`))}
            {line(log, "itself", true)}
            {linesOf(undefined, data.before.toReversed()).map(({ key, log: each }) => line(each, `before ${key}`))}
          </div>
          <More what="earlier" count={data.before.length} wanted={before} isAsked={isPlaceholderData} onMore={setBefore} />
        </>
      )}
    </section>
  );
}

function More({
  what,
  count,
  wanted,
  isAsked,
  onMore,
}: {
  what: "later" | "earlier";
  count: number;
  wanted: number;
  /** More are on their way. */
  isAsked: boolean;
  onMore: (count: number) => void;
}) {
  if (count < wanted && !isAsked) return <p className={styles.none}>{count === 0 ? `Nothing ${what}` : `Nothing ${what} than these`}</p>;
  return (
    <button
      type="button"
      className={styles.more}
      disabled={isAsked || wanted >= MOST}
      onClick={() => onMore(Math.min(MOST, wanted + MORE))}
    >
      {MORE} {what}
    </button>
  );
}
