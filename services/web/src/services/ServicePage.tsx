import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback } from "react";
import { api } from "../api/api.ts";
import { ServiceErrors } from "../errors/ServiceErrors.tsx";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { ServiceName } from "../parts/ServiceName.tsx";
import { serviceRoute } from "../router.tsx";
import { useTitle } from "../shell/use-title.ts";
import { plainText } from "../text/plain-text.ts";
import { absolute, DEFAULT_START, type Interval, type Range } from "../time/range.ts";
import { RangePicker } from "../time/RangePicker.tsx";
import { ExemplarTraces } from "./ExemplarTraces.tsx";
import { fresh } from "./fresh.ts";
import headStyles from "./head.module.css";
import { Instances } from "./Instances.tsx";
import { OPERATION_COLUMNS } from "./operation-rows.ts";
import { OperationTable } from "./OperationTable.tsx";
import { coveredSeconds, fromFirstCall } from "./rates.ts";
import { traceQuery } from "./query-text.ts";
import { RedTable } from "./RedTable.tsx";
import styles from "./service.module.css";
import { ASKED } from "./asked.ts";
import { ServiceVerdict } from "./ServiceVerdict.tsx";
import { orderOf, orderText } from "./sort.ts";
import { Summary } from "./Summary.tsx";

/** uPlot comes with it. */
const RedCharts = lazy(async () => ({ default: (await import("./RedCharts.tsx")).RedCharts }));
const CHARTS_HEIGHT = 206;

const DEFAULT_ORDER = { column: "rate", isDown: true } as const;

/** One service: how it went over time, what it does, examples to look at, and its processes. */
export function ServicePage() {
  const { service } = serviceRoute.useParams();
  useTitle(`${service} · service`);
  return <Service key={service} service={service} />;
}

function Service({ service }: { service: string }) {
  const { start, end, operation, kind } = serviceRoute.useSearch();
  const navigate = useNavigate({ from: "/services/$service" });
  const range = { start, end };
  const onRange = useCallback(
    (chosen: Range) => void navigate({ search: (given) => ({ ...given, start: chosen.start, end: chosen.end }) }),
    [navigate],
  );
  return (
    <>
      <div className={headStyles.head}>
        <h1>
          <Link to="/services" search={range} className={headStyles.back}>
            Services
          </Link>{" "}
          <span aria-hidden="true">/</span> <ServiceName name={service} />
        </h1>
        <nav className={headStyles.links} aria-label={`Of ${plainText(service)}`}>
          <Link to="/" search={{ ...range, q: traceQuery({ service }) }}>
            Traces
          </Link>
          <Link to="/logs" search={{ ...range, service }}>
            Logs
          </Link>
          <Link to="/errors" search={{ ...range, service }}>
            Errors
          </Link>
          <Link to="/flamegraph" search={{ ...range, service }}>
            Flame graph
          </Link>
          <Link to="/services" search={{ ...range, view: "map", focus: service }}>
            Neighbours
          </Link>
        </nav>
        <div className={headStyles.range}>
          <RangePicker range={range} onRange={onRange} />
        </div>
      </div>
      {operation !== undefined && (
        <p className={styles.chosen}>
          <span>
            Operation <strong>{plainText(operation)}</strong> {kind && <span className={styles.kind}>{kind}</span>}
          </span>
          <Link to="/" search={{ ...range, q: traceQuery({ service, operation, kind }) }}>
            its traces
          </Link>
          <Link to="/flamegraph" search={{ ...range, q: traceQuery({ service, operation, kind }) }}>
            its flame graph
          </Link>
          <Link to="/services/$service" params={{ service }} search={(given) => ({ ...given, operation: undefined, kind: undefined })}>
            all of {plainText(service)}
          </Link>
        </p>
      )}
      <Red service={service} range={range} onRange={onRange} />
      <ServiceErrors service={service} range={range} />
      <Instances service={service} range={range} />
    </>
  );
}

/** Charts, operations and examples. */
function Red({ service, range, onRange }: { service: string; range: Range; onRange: (range: Range) => void }) {
  const { operation, kind, sort } = serviceRoute.useSearch();
  const navigate = useNavigate({ from: "/services/$service" });
  const { start, end } = range;
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ["services", "one", service, operation, kind, start, end],
    queryFn: async ({ signal }) => {
      const parameters = { service, start: start ?? DEFAULT_START, end };
      const [all, asked] = await Promise.all([
        api.red(parameters, signal),
        api.red(operation === undefined ? { ...parameters, kind: ASKED } : { ...parameters, operation, kind }, signal),
      ]);
      // A service that nobody asks for anything, such as a job, is what it does itself.
      const charted = asked.total.calls === 0 && operation === undefined ? all : asked;
      return { all: fromFirstCall(all), charted: fromFirstCall(charted) };
    },
    ...fresh(range),
  });
  const onBrush = useCallback((chosen: Interval) => onRange(absolute(chosen)), [onRange]);
  const failure = error && <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return failure ?? <Loading what={service} height={700} />;
  const { all, charted } = data;
  const { total } = charted;
  const seconds = coveredSeconds(total, range, dataUpdatedAt);
  const wanted = { service, operation, kind };
  return (
    <>
      {failure}
      <ServiceVerdict service={service} p99Nano={total.p99Nano} range={range} />
      <Summary red={total} seconds={seconds} since={charted.since} />
      <Notes notes={charted.notes.filter(({ code }) => code !== "still_arriving")} />
      <Suspense fallback={<Loading what="charts" height={CHARTS_HEIGHT} />}>
        <RedCharts total={total} stepSeconds={charted.stepSeconds} onRange={onBrush} />
      </Suspense>
      <div className={styles.below}>
        <RedTable points={total.points} />
        {charted.notes.some(({ code }) => code === "still_arriving") && (
          <span className={styles.quiet}>The newest numbers will still grow: spans are sent when they have ended.</span>
        )}
      </div>
      <div className={styles.exemplars}>
        <ExemplarTraces
          title="Failed, the newest"
          by="newest"
          q={traceQuery({ ...wanted, further: "status = error" })}
          range={range}
          none="None failed."
        />
        {total.p95Nano !== null && (
          <ExemplarTraces
            title="Slow: p95 and above"
            by="slowest"
            q={traceQuery({ ...wanted, further: `duration >= ${total.p95Nano}ns` })}
            range={range}
            none="None."
          />
        )}
      </div>
      <section className={styles.section}>
        <h2>Operations</h2>
        <OperationTable
          service={service}
          operations={all.series}
          chosen={{ operation, kind }}
          seconds={seconds}
          range={range}
          order={orderOf(sort, OPERATION_COLUMNS, DEFAULT_ORDER)}
          onOrder={(order) => void navigate({ search: (given) => ({ ...given, sort: orderText(order) }), replace: true })}
        />
      </section>
    </>
  );
}
