import { useCallback, useMemo } from "react";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { countText, plural } from "../text/number.ts";
import { type Range } from "../time/range.ts";
import { type Area, narrowedTo } from "./brush.ts";
import { Facets } from "./Facets.tsx";
import styles from "./found.module.css";
import { MatchHistogram } from "./MatchHistogram.tsx";
import { NothingFound } from "./NothingFound.tsx";
import { refusalOf } from "./refusal.ts";
import { Scatter } from "./Scatter.tsx";
import type { Point } from "./scatter-points.ts";
import { orderOf } from "./trace-order.ts";
import { limitOf, togetherOf, useTraces } from "./traces.ts";
import { TraceTable } from "./TraceTable.tsx";
import { useFindSearch } from "./use-find-search.ts";

/** The traces that a TraceQL query finds. One that cannot be right is not sent. */
export function Found({ q }: { q: string }) {
  const refusal = refusalOf(q);
  if (refusal !== undefined) return <p className={styles.refusal}>{refusal}</p>;
  return <Traces q={q} />;
}

function Traces({ q }: { q: string }) {
  const [{ start, end, sort, limit }, change] = useFindSearch();
  const range: Range = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
  const { data, error, refetch, dataUpdatedAt, isPlaceholderData, fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } =
    useTraces(q, range, limitOf(limit));
  const pages = data?.pages;
  const { traces, notes } = useMemo(() => togetherOf(pages ?? [], BigInt(dataUpdatedAt) * 1_000_000n), [pages, dataUpdatedAt]);
  const narrow = useCallback((area: Area, points: readonly Point[]) => change(narrowedTo(q, area, points)), [q, change]);
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading what="traces" height={560} />;
  const more = () => {
    void fetchNextPage().then(
      ({ data: all, isError }) => all && !isError && change({ limit: String(togetherOf(all.pages, 0n).traces.length) }, true),
    );
  };
  return (
    <div className={styles.found} aria-busy={isPlaceholderData} data-stale={isPlaceholderData || undefined}>
      {error && <Failure error={error} onRetry={isFetchNextPageError ? more : () => void refetch()} />}
      <Notes notes={notes} />
      {traces.length === 0 ? (
        <NothingFound range={range} onRange={change} />
      ) : (
        <div className={styles.columns}>
          <details className={styles.narrow} open={!matchMedia("(max-width: 900px)").matches}>
            <summary>Narrow down</summary>
            <Facets q={q} range={range} traces={traces} isComplete={!hasNextPage} onQuery={(asked) => change({ q: asked })} />
          </details>
          <div className={styles.results}>
            {hasNextPage && <MatchHistogram q={q} range={range} onRange={change} />}
            <Scatter traces={traces} onArea={narrow} />
            <p className={styles.count} role="status">
              {hasNextPage ? `The newest ${plural(traces.length, "trace")}; there are more` : plural(traces.length, "trace")}
            </p>
            <TraceTable traces={traces} order={orderOf(sort)} onOrder={(asked) => change({ sort: asked })} />
            {hasNextPage && (
              <button type="button" className={styles.more} onClick={more} disabled={isFetchingNextPage}>
                {isFetchingNextPage ? "Loading more …" : `Load more (${countText(traces.length)} shown)`}
              </button>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
