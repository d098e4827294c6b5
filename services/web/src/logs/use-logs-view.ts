import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { Parameters } from "../api/api.ts";
import { logsRoute } from "../router.tsx";
import { ofSeverities } from "./filter-text.ts";
import { changed, type Changes, columnsIn, severitiesIn } from "./logs-search.ts";

declare module "@tanstack/history" {
  interface HistoryState {
    /** Names a visit of the view of logs: kept while only its looks change. */
    visit?: string;
  }
}

/** What the URL says of the view of logs, and how it is changed. */
export function useLogsView() {
  const search = logsRoute.useSearch();
  const navigate = useNavigate();
  // What was found stays as it was while its view is come back to: each entry of the history has its own answers.
  const visit = useRouterState({ select: ({ location }) => location.state.visit ?? location.state.__TSR_key ?? "" });

  /** Asks something else: back leads to what was asked before. */
  const ask = useCallback(
    (changes: Changes) =>
      void navigate({
        to: "/logs",
        search: (given) => changed(given, { log: undefined, around: undefined, ...changes }),
        resetScroll: false,
      }),
    [navigate],
  );
  /** Shows the same in another way. */
  const look = useCallback(
    (changes: Changes) =>
      void navigate({
        to: "/logs",
        search: (given) => changed(given, changes),
        replace: true,
        state: { visit },
        resetScroll: false,
      }),
    [navigate, visit],
  );

  const { severity, columns, q = "", service, traceId, spanId, correlationId, start, end } = search;
  const severities = useMemo(() => severitiesIn(severity), [severity]);
  const scope = { service, traceId, spanId, correlationId };
  return {
    search,
    visit,
    ask,
    look,
    severities,
    columns: useMemo(() => columnsIn(columns), [columns]),
    range: { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
    isLive: search.live !== undefined,
    /** Of one trace or action, and no range is given: then all of the retention is searched. */
    isOfOne: (traceId ?? correlationId) !== undefined && start === undefined && end === undefined,
    /** For the query API: everything but severities, which the histogram tells apart itself. */
    counted: { q, ...scope, start, end } satisfies Parameters,
    listed: { q: ofSeverities(q, severities), ...scope, start, end } satisfies Parameters,
  };
}

export type LogsView = ReturnType<typeof useLogsView>;
