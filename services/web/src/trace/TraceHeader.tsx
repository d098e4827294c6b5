import type { Trace } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { paths } from "../api/paths.ts";
import { urlOf } from "../api/api.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { ServiceName } from "../parts/ServiceName.tsx";
import { countText, plural } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import { Time } from "../time/Time.tsx";
import type { Forest, SpanNode } from "./forest.ts";
import { TraceLength } from "./TraceLength.tsx";
import styles from "./trace.module.css";

/** What trace it is, who took part, and what can be done with it. A click on a service shows its spans alone. */
export function TraceHeader({
  trace: { traceId, correlationIds, spans, logs, samples, ...trace },
  forest,
  root,
  service,
  onService,
}: {
  trace: Trace;
  forest: Forest;
  root: SpanNode | undefined;
  service: string | undefined;
  onService: (service: string | undefined) => void;
}) {
  const errors = spans.filter(({ status }) => status.code === "error").length;
  const open = spans.filter((span) => span.open).length;
  const counts = Map.groupBy(spans, (span) => span.service);
  const services = trace.services.toSorted((a, b) => (counts.get(b)?.length ?? 0) - (counts.get(a)?.length ?? 0));
  return (
    <header className={styles.head}>
      <div className={styles.title}>
        <h1>{root ? plainText(root.span.name) : "Trace without spans"}</h1>
        <div className={styles.actions}>
          <CopyButton text={() => location.href} label="Copy link" />
          <CopyButton
            text={() => JSON.stringify({ traceId, correlationIds, spans, logs, samples, ...trace }, undefined, 2)}
            label="Copy JSON"
          />
          <a
            className={styles.button}
            href={urlOf(paths.trace.replace(":traceId", traceId), { format: "otlp" })}
            download={`${traceId}.json`}
          >
            Download OTLP
          </a>
          {samples.count > 0 && (
            <Link className={styles.button} to="/flamegraph" search={{ traceId }}>
              Flame graph
            </Link>
          )}
        </div>
      </div>
      <p className={styles.facts}>
        {root && <Time unixNano={String(forest.startNano)} as="full" />}
        <TraceLength forest={forest} />
        <span>{plural(spans.length, "span")}</span>
        {errors > 0 && <span className={styles.errors}>{plural(errors, "error")}</span>}
        {open > 0 && <span className={styles.open}>{`${countText(open)} open`}</span>}
        <span>{plural(services.length, "service")}</span>
        <Link to="/logs" search={{ traceId }}>
          {plural(logs.length, "log line")}
        </Link>
        {samples.count > 0 && <span>{plural(samples.count, "stack sample")}</span>}
      </p>
      <p className={styles.facts}>
        {correlationIds.map((correlationId) => (
          <span key={correlationId}>
            {"Action "}
            <Link to="/correlations/$correlationId" params={{ correlationId }}>
              <code>{plainText(correlationId)}</code>
            </Link>
          </span>
        ))}
        <span>
          {"Trace "}
          <code>{traceId}</code>
        </span>
      </p>
      <div className={styles.services} role="group" aria-label="Services: show the spans of one alone">
        {services.map((name) => (
          <button key={name} type="button" aria-pressed={service === name} onClick={() => onService(service === name ? undefined : name)}>
            <ServiceName name={name} />
            <span className={styles.count}>{countText(counts.get(name)?.length ?? 0)}</span>
          </button>
        ))}
      </div>
    </header>
  );
}
