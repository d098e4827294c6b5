import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Log } from "@throughline/api";
import { api } from "../api/api.ts";
import { lineText } from "../logs/line-text.ts";
import { severityColour } from "../logs/severity.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { ServiceName } from "../parts/ServiceName.tsx";
import { plainText } from "../text/plain-text.ts";
import { Time } from "../time/Time.tsx";
import styles from "./words-found.module.css";
import { useFindSearch } from "./use-find-search.ts";

const SHOWN = 12;

/** The newest log lines that match; the rest is in their own view. */
export function LogLines({ q }: { q: string }) {
  const [{ start, end }] = useFindSearch();
  const { data, error, refetch } = useQuery({
    queryKey: ["find", "logs", q, start, end],
    queryFn: ({ signal }) => api.logs({ q, start, end, limit: SHOWN }, signal),
    placeholderData: keepPreviousData,
  });
  const range = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
  return (
    <section className={styles.part}>
      <h2>
        Log lines{" "}
        <Link to="/logs" search={{ q, ...range }} className={styles.all}>
          {data?.next === null ? "Open in logs" : "All of them in logs"}
        </Link>
      </h2>
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading what="log lines" height={160} />
      ) : (
        <>
          <Notes notes={data.notes} />
          {data.logs.length === 0 ? (
            <p className={styles.none}>No log line in this range matches.</p>
          ) : (
            <ul className={styles.lines}>
              {data.logs.map((log) => (
                <Line key={log.id} log={log} />
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

function Line({ log }: { log: Log }) {
  const { timeUnixNano, severityText, service, traceId, correlationId } = log;
  const text = lineText(log);
  return (
    <li data-severity={severityColour(log)}>
      <Time unixNano={timeUnixNano} />
      <span className={styles.severity}>{plainText(severityText) || "–"}</span>
      <span className={styles.service}>
        <ServiceName name={service} />
      </span>
      <span className={styles.body} title={text}>
        {text}
      </span>
      <span className={styles.ways}>
        {traceId !== "" && (
          <Link to="/traces/$traceId" params={{ traceId }}>
            Trace
          </Link>
        )}
        {correlationId !== "" && (
          <Link to="/correlations/$correlationId" params={{ correlationId }}>
            Action
          </Link>
        )}
      </span>
    </li>
  );
}
