import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Trace } from "@throughline/api";
import { api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { traceRoute } from "../router.tsx";
import { useTitle } from "../shell/use-title.ts";
import { forestOf } from "./forest.ts";
import { TraceHeader } from "./TraceHeader.tsx";
import { TraceStatistics } from "./TraceStatistics.tsx";
import { changed, type OnView } from "./waterfall-view.ts";
import { WaterfallWithPanel } from "./WaterfallWithPanel.tsx";
import styles from "./trace.module.css";

/** How often a trace that still runs is asked for; a large one less often. */
const LIVE_MS = 2_000;
const LARGE_MS = 15_000;
const LARGE = 2_000;

/** One trace: what called what, when, and where the time went. */
export function TracePage() {
  const { traceId } = traceRoute.useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ["trace", traceId],
    queryFn: ({ signal }) => api.trace(traceId, signal),
    // Comparing tens of thousands of spans with themselves would take longer than drawing them.
    structuralSharing: false,
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? (state.data.spans.length > LARGE ? LARGE_MS : LIVE_MS) : false),
  });
  // What was had stays in sight, and that it may be old is said.
  if (data)
    return (
      <>
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        <ShownTrace trace={data} />
      </>
    );
  return error ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading what="the trace" height={480} />;
}

function ShownTrace({ trace }: { trace: Trace }) {
  const view = traceRoute.useSearch();
  const navigate = useNavigate();
  const forest = useMemo(() => forestOf(trace.spans, firstOf(trace)), [trace]);
  const root = forest.roots.find(({ detached }) => detached === undefined) ?? forest.roots[0];
  useTitle(root ? `${root.span.name} · trace` : "Trace");
  const onView: OnView = (changes, asStep = false) =>
    void navigate({
      from: traceRoute.fullPath,
      search: (given) => changed(given, changes),
      replace: !asStep,
      resetScroll: false,
    });
  return (
    <div className={styles.page}>
      <TraceHeader trace={trace} forest={forest} root={root} service={view.service} onService={(service) => onView({ service }, true)} />
      <Notes notes={trace.notes} />
      <WaterfallWithPanel label="Trace" forest={forest} logs={trace.logs} blocks={trace.blocks} view={view} onView={onView} />
      <TraceStatistics forest={forest} onFind={(find, service) => onView({ find, service, only: undefined }, true)} />
    </div>
  );
}

function isRunning({ spans }: Trace): boolean {
  return spans.some(({ open }) => open && open.state === "open");
}

/** When the first that is known happened: of a trace without a span, its first log line. */
function firstOf({ logs }: Trace): bigint | undefined {
  const [first] = logs;
  return first && BigInt(first.timeUnixNano);
}
