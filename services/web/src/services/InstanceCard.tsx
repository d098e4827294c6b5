import { durationText } from "@throughline/model";
import type { Instance } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Attributes } from "../parts/Attributes.tsx";
import { Loading } from "../parts/Loading.tsx";
import { plural } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import type { Range } from "../time/range.ts";
import { Time } from "../time/Time.tsx";
import { CulpritTable } from "./CulpritTable.tsx";
import { instanceName } from "./instance-text.ts";
import styles from "./instances.module.css";

const RuntimeCharts = lazy(async () => ({ default: (await import("./RuntimeCharts.tsx")).RuntimeCharts }));
const CHARTS_HEIGHT = 206;

/** One process of a service. */
export function InstanceCard({
  service,
  instance,
  stepNano,
  isAlone,
  range,
}: {
  service: string;
  instance: Instance;
  stepNano: string;
  /** Whether it is the only process of the service. */
  isAlone: boolean;
  range: Range;
}) {
  const { instanceId, blocks, dropped, openSpans, points, samples, spans, errors, logs } = instance;
  return (
    <article className={styles.instance} aria-label={plainText(instanceName(instance))}>
      <header className={styles.name}>
        <h3>{plainText(instanceName(instance))}</h3>
        {instanceId !== null && <code className={styles.quiet}>{plainText(instanceId)}</code>}
        <span className={styles.quiet}>
          seen <Time unixNano={instance.firstSeenUnixNano} /> – <Time unixNano={instance.lastSeenUnixNano} />
        </span>
      </header>
      <ul className={styles.facts}>
        <li>{plural(spans, "span")}</li>
        {errors > 0 && <li className={styles.failed}>{plural(errors, "error")}</li>}
        <li>{plural(logs, "log line")}</li>
        <li>
          {samples.count > 0 ? (
            <Link to="/flamegraph" search={{ ...range, service, ...(!isAlone && instanceId !== null && { q: ofInstance(instanceId) }) }}>
              {plural(samples.count, "stack sample")}
            </Link>
          ) : (
            <span className={styles.quiet}>no stack samples</span>
          )}
        </li>
        {openSpans !== null && openSpans > 0 && (
          <li>
            <Link to="/services" search={{ ...range, view: "open", name: service }} className={styles.open}>
              {plural(openSpans, "open span")}
            </Link>
          </li>
        )}
        {(dropped.spans > 0 || dropped.logs > 0) && (
          <li className={styles.warn}>{`SDK lost ${plural(dropped.spans, "span")} and ${plural(dropped.logs, "log line")}`}</li>
        )}
        {blocks.count > 0 && (
          <li>
            <Link to="/services" search={{ ...range, view: "blocked", name: service }} className={styles.warn}>
              {`blocked ${plural(blocks.count, "time")}, ${durationText(BigInt(blocks.totalNano))} in all, ${durationText(BigInt(blocks.longestNano))} at once`}
            </Link>
          </li>
        )}
      </ul>
      {blocks.culprits.length > 0 && <CulpritTable culprits={blocks.culprits} range={range} />}
      {points.length > 0 ? (
        <Suspense fallback={<Loading what="charts" height={CHARTS_HEIGHT} />}>
          <RuntimeCharts points={points} stepNano={stepNano} />
        </Suspense>
      ) : (
        <p className={styles.quiet}>It reports nothing of its event loop: that needs our SDK.</p>
      )}
      <details>
        <summary>Resource</summary>
        <Attributes caption="Attributes of its resource" attributes={instance.resource} />
      </details>
    </article>
  );
}

/** The spans of one process; samples outside any span cannot be asked for by process. */
function ofInstance(instanceId: string): string {
  return `{ resource.service.instance.id = ${JSON.stringify(instanceId)} }`;
}
