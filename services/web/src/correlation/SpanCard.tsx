import { Link } from "@tanstack/react-router";
import { ServiceName } from "../parts/ServiceName.tsx";
import { type Action, hasFailed, isLost, isOpen, lengthOf, type Part } from "./action.ts";
import type { Attempt } from "./attempts.ts";
import { brief } from "./brief.ts";
import { errorText } from "./error-text.ts";
import type { Hop } from "./hops.ts";
import { selfTime } from "./self-time.ts";
import styles from "./span-card.module.css";
import { atText, spanText } from "./verdict.ts";

/** The span that is selected, in short, and the ways to more of it. */
export function SpanCard({
  action,
  part,
  attempt,
  hops,
  onClose,
}: {
  action: Action;
  part: Part;
  attempt: Attempt | undefined;
  hops: readonly Hop[];
  onClose: () => void;
}) {
  const { span } = part;
  const logs = action.logs.filter(({ log }) => log.spanId === span.spanId && log.traceId === span.traceId).length;
  const handed = hops.filter(({ from }) => from === part).length;
  const taken = hops.find(({ to }) => to === part);
  const facts: [string, string][] = [
    ["Kind", span.kind],
    ["Began", atText(part.from)],
    [isOpen(part) ? "Runs for at least" : isLost(part) ? "Ran for at least" : "Took", spanText(lengthOf(part))],
    ["Of that by itself", spanText(selfTime(part))],
    ...(attempt ? [["Try", `${attempt.number} of ${attempt.of}`] satisfies [string, string]] : []),
    ...(taken ? [["Waited to be taken", spanText(taken.waited)] satisfies [string, string]] : []),
    ...(handed > 0 ? [["Handed work on", `${handed}×`] satisfies [string, string]] : []),
    ["Log records", String(logs)],
  ];
  return (
    <section className={styles.card} aria-label="Selected span">
      <div className={styles.head}>
        <h2>
          <ServiceName name={span.service} /> {brief(span.name)}
        </h2>
        <Link to="/traces/$traceId" params={{ traceId: span.traceId }} search={{ span: span.spanId }}>
          Open in its trace
        </Link>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      {hasFailed(part) && <p className={styles.error}>{brief(errorText(part)) || "It failed and does not say why"}</p>}
      {isLost(part) && <p className={styles.lost}>It has not ended and is not reported any more</p>}
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
