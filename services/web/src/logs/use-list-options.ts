import { useMemo } from "react";
import { withTerm } from "./filter-text.ts";
import type { LogListOptions } from "./LogList.tsx";
import { columnsText } from "./logs-search.ts";
import type { LogsView } from "./use-logs-view.ts";

/** How the view of logs shows its list, live or not: as the URL says, and what is chosen in it goes there. */
export function useListOptions({ search, columns, range, ask, look }: LogsView) {
  const { q = "", log, around, wrap } = search;
  const { start, end } = range;
  return useMemo(
    () =>
      ({
        selected: log,
        onSelect: (id) => look({ log: id, around: undefined }),
        isWrapped: wrap !== undefined,
        columns,
        onColumns: (chosen) => look({ columns: columnsText(chosen) }),
        onTerm: (term) => ask({ q: withTerm(q, term) }),
        around,
        onAround: (of) => look({ around: of }),
        range: { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
      }) satisfies Partial<LogListOptions>,
    [q, log, around, wrap, columns, start, end, ask, look],
  );
}
