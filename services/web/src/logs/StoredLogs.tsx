import { type RefObject, useCallback, useMemo } from "react";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { plural } from "../text/number.ts";
import { intervalOf, nowNanos } from "../time/range.ts";
import { LogList } from "./LogList.tsx";
import { LogsEmpty } from "./LogsEmpty.tsx";
import styles from "./logs-page.module.css";
import { useListOptions } from "./use-list-options.ts";
import { useLogs } from "./use-logs.ts";
import type { LogsView } from "./use-logs-view.ts";
import { usePinned } from "./use-pinned.ts";

const HALF_A_DAY = 43_200_000_000_000n;

/** Log records of a range of time, page by page as the reader scrolls. */
export function StoredLogs({ view, list, isRefused }: { view: LogsView; list: RefObject<HTMLDivElement | null>; isRefused: boolean }) {
  const { visit, listed, search, range, isOfOne } = view;
  const { data, error, refetch, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = useLogs(visit, listed, true);
  const logs = useMemo(() => data?.pages.flatMap((page) => page.logs) ?? [], [data]);
  const options = useListOptions(view);
  const pinned = usePinned(search.log, data === undefined ? undefined : logs.some(({ id }) => id === search.log), list);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  if (isRefused) return <p className={styles.nothing}>The filter is not understood: see what is said below it.</p>;
  if (!data && error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data || pinned.isLoading) return <Loading what="lines" height={400} />;
  const notes = [...new Map(data.pages.flatMap((page) => page.notes).map((note) => [note.code, note])).values()];
  const gone = pinned.error && <Failure error={pinned.error} />;
  if (logs.length === 0 && !pinned.log)
    return (
      <>
        {gone}
        <Notes notes={notes} />
        {hasNextPage ? (
          <p className={styles.nothing}>
            Nothing so far.{" "}
            <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {isFetchingNextPage ? "Searching …" : "Search on"}
            </button>
          </p>
        ) : (
          <LogsEmpty view={view} />
        )}
      </>
    );
  const { from, to } = intervalOf(range, nowNanos());
  return (
    <>
      {gone}
      <Notes notes={notes} />
      <LogList
        {...options}
        logs={logs}
        label="Log lines, newest first"
        pinned={pinned.log}
        withDates={isOfOne || to - from > HALF_A_DAY}
        onEnd={onEnd}
        place={visit}
        ref={list}
        footer={
          <div className={styles.end} role="status">
            {isFetchNextPageError ? (
              <Failure error={error} onRetry={() => void fetchNextPage()} />
            ) : hasNextPage ? (
              "Loading more …"
            ) : (
              `That is all: ${plural(logs.length, "line")}`
            )}
          </div>
        }
      />
    </>
  );
}
