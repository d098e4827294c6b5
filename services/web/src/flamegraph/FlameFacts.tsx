import { weightText } from "@throughline/profile";
import { Fragment, type ReactNode } from "react";
import { ServiceName } from "../parts/ServiceName.tsx";
import { plural } from "../text/number.ts";
import { Time } from "../time/Time.tsx";
import styles from "./flame-facts.module.css";
import type { FlameAnswer } from "./use-flame-graph.ts";

/** Services that are named; of more it is said how many. */
const NAMED = 4;

/** What a graph is made of: how many samples, of what, from where and when. `label` tells one of two selections from the other. */
export function FlameFacts({ label, about }: { label: string; about: Omit<FlameAnswer, "root" | "notes" | "base"> }) {
  const {
    samples,
    total,
    unit,
    period,
    sampleType,
    spans,
    processes,
    services,
    firstSampleUnixNano: first,
    newestSampleUnixNano: newest,
  } = about;
  const facts: ReactNode[] = [<strong key="samples">{plural(samples, "sample")}</strong>];
  if (samples > 0)
    facts.push(
      `${weightText(total, unit)} ${sampleType}${period > 0 ? `, one each ${weightText(period, unit)}` : ""}`,
      plural(spans, "span"),
      plural(processes, "process", "processes"),
      <Services key="services" services={services} />,
    );
  if (first !== null)
    facts.push(
      <>
        from <Time unixNano={first} />
      </>,
    );
  if (newest !== null)
    facts.push(
      <>
        newest <Time unixNano={newest} as="ago" />
      </>,
    );
  return (
    <p className={styles.facts}>
      {label !== "" && <span className={styles.label}>{label}</span>}
      {facts.map((fact, at) => (
        // Facts have no other name than their place.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={at}>
          {at > 0 && <span aria-hidden="true"> · </span>}
          {fact}
        </Fragment>
      ))}
    </p>
  );
}

function Services({ services }: { services: readonly string[] }) {
  return (
    <>
      {services.slice(0, NAMED).map((service) => (
        <span key={service} className={styles.service}>
          <ServiceName name={service} />
        </span>
      ))}
      {services.length > NAMED && ` and ${services.length - NAMED} more`}
    </>
  );
}
