import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { ApiError } from "../api/api.ts";
import { useTitle } from "../shell/use-title.ts";
import { useViewKeys } from "../shell/use-view-keys.ts";
import { fittedHistogram } from "./fitted-histogram.ts";
import { LiveLogs } from "./LiveLogs.tsx";
import { LogFilter } from "./LogFilter.tsx";
import { LogHistogram } from "./LogHistogram.tsx";
import { ScopeChips } from "./ScopeChips.tsx";
import { SeverityChips } from "./SeverityChips.tsx";
import { StoredLogs } from "./StoredLogs.tsx";
import styles from "./logs-page.module.css";
import { KEPT_MS } from "./use-logs.ts";
import { useLogsView } from "./use-logs-view.ts";
import { ViewBar } from "./ViewBar.tsx";

const LIVE_COUNT_MS = 5_000;

/** Log records: what was logged in a range of time, and what is logged now. */
export function LogsPage() {
  const view = useLogsView();
  const { q } = view.search;
  useTitle(q === undefined ? "Logs" : `${q} · logs`);
  const { visit, counted, isLive, isOfOne, ask } = view;
  const queries = useQueryClient();
  const list = useRef<HTMLDivElement>(null);
  const histogram = useQuery({
    queryKey: ["logs", "histogram", visit, counted],
    queryFn: ({ signal }) => fittedHistogram(counted, isOfOne, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: KEPT_MS,
    refetchInterval: isLive && LIVE_COUNT_MS,
  });
  const { error } = histogram;
  const refused = error instanceof ApiError && error.status === 400 ? error.message : undefined;
  const toggleLive = useCallback(
    () => (isLive ? ask({ live: undefined }) : ask({ live: "1", start: undefined, end: undefined })),
    [isLive, ask],
  );
  const toList = () => {
    if (!list.current?.contains(document.activeElement))
      list.current?.querySelector<HTMLElement>('button[data-line][tabindex="0"]')?.focus();
  };
  useViewKeys({ j: toList, k: toList, l: toggleLive });

  const refresh = () => void queries.resetQueries({ queryKey: ["logs"] });

  // The list fills what the window leaves.
  useEffect(() => {
    document.documentElement.dataset.fills = "window";
    return () => {
      delete document.documentElement.dataset.fills;
    };
  }, []);

  return (
    <div className={styles.page}>
      <h1 className={styles.title}>Logs</h1>
      <LogFilter view={view} problem={refused} onLive={toggleLive} onRefresh={refresh} />
      <ScopeChips view={view} />
      <LogHistogram view={view} histogram={histogram.data} error={error} isRefused={refused !== undefined} />
      <div className={styles.bar}>
        <SeverityChips view={view} histogram={histogram.data} />
        <ViewBar view={view} onRefresh={refresh} />
      </div>
      {isLive ? (
        <LiveLogs view={view} list={list} isRefused={refused !== undefined} key={`${visit} ${view.listed.q}`} />
      ) : (
        <StoredLogs view={view} list={list} isRefused={refused !== undefined} key={visit} />
      )}
    </div>
  );
}
