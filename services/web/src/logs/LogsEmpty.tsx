import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../api/api.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { intervalOf, nowNanos, rangeText, RELATIVE_STARTS } from "../time/range.ts";
import { useZone } from "../time/zone.ts";
import styles from "./logs-empty.module.css";
import type { LogsView } from "./use-logs-view.ts";

const AGAIN_MS = 3_000;
const EXAMPLE = `import { logger } from "@throughline/sdk";

const log = logger("payments");
log.info("payment_declined", { orderId, amount });`;

/** No lines: whether nothing was ever logged, or nothing of what was asked for, and what to do. */
export function LogsEmpty({ view }: { view: LogsView }) {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ["logs", "any"],
    queryFn: ({ signal }) => api.logs({ start: "-365d", limit: 1 }, signal),
    refetchInterval: ({ state }) => (state.data?.logs.length === 0 ? AGAIN_MS : false),
    staleTime: 0,
  });
  const isAny = data && data.logs.length > 0;
  // The first line that ever came turns the view to what it is for.
  const wasNone = data?.logs.length === 0;
  useEffect(() => {
    if (!wasNone) return;
    return () => void queries.invalidateQueries({ queryKey: ["logs"], refetchType: "active" });
  }, [wasNone, queries]);
  if (!data) return <div className={styles.empty} />;
  return <div className={styles.empty}>{isAny ? <NothingFound view={view} /> : <NothingLogged />}</div>;
}

function NothingFound({ view: { search, severities, range, isOfOne, ask } }: { view: LogsView }) {
  const zone = useZone();
  const { q = "", service } = search;
  const now = nowNanos();
  const { from } = intervalOf(range, now);
  const wider = RELATIVE_STARTS.filter((start) => intervalOf({ start }, now).from < from).slice(-3);
  const isFiltered = q !== "" || service !== undefined || severities.length > 0;
  return (
    <>
      <h2>{isFiltered ? "No line matches" : "Nothing was logged"}</h2>
      <p>{isOfOne ? "Nothing that is stored of it." : `In the range ${rangeText(range, zone, now)}.`}</p>
      <div className={styles.ways}>
        {!isOfOne &&
          wider.map((start) => (
            <button key={start} type="button" onClick={() => ask({ start, end: undefined })}>
              {rangeText({ start }, zone, now)}
            </button>
          ))}
        {isFiltered && (
          <button type="button" onClick={() => ask({ q: undefined, service: undefined, severity: undefined })}>
            Without the filter
          </button>
        )}
      </div>
    </>
  );
}

function NothingLogged() {
  return (
    <>
      <h2>No log line has come yet</h2>
      <p>This view turns to them when the first one comes. With the SDK:</p>
      <pre className={styles.example}>{EXAMPLE}</pre>
      <CopyButton text={EXAMPLE} label="Copy" />
      <p>Lines of pino, winston and bunyan are sent along by it, and anything else that speaks OTLP can send logs to port 4318 or 4317.</p>
    </>
  );
}
