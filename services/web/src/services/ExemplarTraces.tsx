import { durationText } from "@throughline/model";
import type { TraceList } from "@throughline/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { plainText } from "../text/plain-text.ts";
import { DEFAULT_START, type Range } from "../time/range.ts";
import { Time } from "../time/Time.tsx";
import styles from "./exemplars.module.css";
import { fresh } from "./fresh.ts";

const SHOWN = 5;
/** The slowest of so many newest are shown. */
const AMONG = 20;

type Summary = TraceList["traces"][number];

/** A few traces that match, the newest or of them the slowest, each opened at the span that matched. */
export function ExemplarTraces({
  title,
  q,
  by,
  range,
  none,
}: {
  title: string;
  q: string;
  by: "newest" | "slowest";
  range: Range;
  none: string;
}) {
  const { data, error, refetch } = useQuery({
    queryKey: ["services", "exemplars", q, by, range.start, range.end],
    queryFn: ({ signal }) =>
      api.traces(
        { q, start: range.start ?? DEFAULT_START, end: range.end, limit: by === "slowest" ? AMONG : SHOWN, spansPerSet: 1 },
        signal,
      ),
    ...fresh(range),
  });
  return (
    <section className={styles.exemplars}>
      <h2>
        {title}
        <Link to="/" search={{ ...range, q }} aria-label={`${title}: all`} className={styles.all}>
          all
        </Link>
      </h2>
      {error && !data ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <ul className={styles.list} aria-label={title} aria-busy={!data}>
          {data && shownOf(data.traces, by).map((trace) => <Exemplar key={trace.traceId} trace={trace} range={range} />)}
          {data?.traces.length === 0 && <li className={styles.none}>{none}</li>}
        </ul>
      )}
    </section>
  );
}

function shownOf(traces: readonly Summary[], by: "newest" | "slowest"): readonly Summary[] {
  const inOrder = by === "newest" ? traces : traces.toSorted((a, b) => Number(BigInt(durationOf(b)) - BigInt(durationOf(a))));
  return inOrder.slice(0, SHOWN);
}

/** The first span of a trace that matched. */
function matched(trace: Summary) {
  return trace.spansets?.[0]?.spans[0];
}

function durationOf(trace: Summary): string {
  return matched(trace)?.durationNano ?? trace.durationNano;
}

function Exemplar({ trace, range }: { trace: Summary; range: Range }) {
  const span = matched(trace);
  return (
    <li>
      <Link to="/traces/$traceId" params={{ traceId: trace.traceId }} search={{ ...range, span: span?.spanId }}>
        {plainText(span?.name || trace.rootName || trace.traceId)}
      </Link>
      <span className={styles.number}>{durationText(BigInt(durationOf(trace)))}</span>
      <span className={styles.quiet}>
        <Time unixNano={span?.startTimeUnixNano ?? trace.startTimeUnixNano} />
      </span>
    </li>
  );
}
