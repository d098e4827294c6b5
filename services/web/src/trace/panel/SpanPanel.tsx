import { durationText } from "@throughline/model";
import type { Block, Log } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Attributes } from "../../parts/Attributes.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { LongText } from "../../parts/LongText.tsx";
import { ServiceName } from "../../parts/ServiceName.tsx";
import { plainText } from "../../text/plain-text.ts";
import { valueText } from "../../text/value-text.ts";
import { Time } from "../../time/Time.tsx";
import { useNow } from "../../time/use-now.ts";
import { rangeAround } from "../around.ts";
import { attributeQuery } from "../attribute-query.ts";
import type { Forest, SpanNode } from "../forest.ts";
import { placeText, positionText, sourceOf } from "../place-text.ts";
import { selfTime } from "../self-time.ts";
import { stateOf } from "../span-state.ts";
import { SpanBlocks } from "./SpanBlocks.tsx";
import { SpanEvents } from "./SpanEvents.tsx";
import { SpanFlame } from "./SpanFlame.tsx";
import { SpanLinks } from "./SpanLinks.tsx";
import { SpanLogs } from "./SpanLogs.tsx";
import { Stack } from "./Stack.tsx";
import styles from "./panel.module.css";

/** Of an open span: the stack that began it. */
const STARTED = "code.stacktrace";

/** All that is known of one span. */
export function SpanPanel({
  node,
  forest,
  logs,
  blocks,
  onSpan,
  onClose,
}: {
  node: SpanNode;
  forest: Forest;
  logs: readonly Log[];
  blocks: readonly Block[];
  /** Another span of the forest is to be shown. */
  onSpan: (spanId: string) => void;
  onClose: () => void;
}) {
  const { span, start } = node;
  const source = sourceOf(span.attributes);
  const { [STARTED]: started, ...attributes } = span.attributes;
  const find = (scope: "span" | "resource") => (key: string, value: unknown) => (
    <Link
      to="/"
      className={styles.find}
      search={{ q: attributeQuery(scope, key, value), ...rangeAround(forest.startNano, forest.duration) }}
      title="Find spans that have the same"
      aria-label={`Find spans with the same ${key}`}
    >
      Find
    </Link>
  );
  return (
    <article className={styles.panel} aria-label={`Span ${plainText(span.name)}`}>
      <header className={styles.head}>
        <h2>{plainText(span.name)}</h2>
        <button type="button" onClick={onClose} aria-label="Close the span's details" title="Close (Esc)">
          ×
        </button>
      </header>
      <ul className={styles.states}>
        {stateOf(node)
          .filter(({ kind }) => kind !== "held" && kind !== "waited")
          .map(({ kind, text }) => (
            <li key={kind} data-kind={kind}>
              <LongText text={text} />
            </li>
          ))}
      </ul>
      <dl className={styles.facts}>
        <Fact name="Service">
          <ServiceName name={span.service} />
        </Fact>
        <Fact name="Kind">{span.kind}</Fact>
        <Fact name="Status">{span.open ? span.open.state : span.status.code}</Fact>
        <Fact name="Duration">
          <SpanLength node={node} forest={forest} />
          <span className={styles.more}>{`${text(selfTime(node))} of its own`}</span>
        </Fact>
        <Fact name="Start">
          <Time unixNano={span.startTimeUnixNano} />
          <span className={styles.more}>{`${text(start)} after the first`}</span>
        </Fact>
        {source && (
          <Fact name="Source">
            <code>{plainText(placeText(source))}</code>
            <CopyButton text={positionText(source)} />
          </Fact>
        )}
      </dl>
      {started !== undefined && (
        <section>
          <h3>Where it was started</h3>
          <Stack text={valueText(started)} />
        </section>
      )}
      <SpanBlocks node={node} forest={forest} blocks={blocks} onSpan={onSpan} />
      <SpanEvents node={node} forest={forest} />
      <SpanLogs key={`logs ${span.spanId}`} node={node} forest={forest} logs={logs} onSpan={onSpan} />
      <SpanFlame node={node} />
      <section>
        <Attributes caption="Attributes" attributes={attributes} action={find("span")} />
      </section>
      <SpanLinks links={span.links} />
      <details>
        <summary>Resource</summary>
        <Attributes caption={`What sent it: ${span.service}`} attributes={span.resource} action={find("resource")} />
      </details>
      <details>
        <summary>IDs and scope</summary>
        <Attributes
          caption="Where it belongs"
          attributes={{
            "span ID": span.spanId,
            "parent's ID": span.parentSpanId || "none",
            "trace ID": span.traceId,
            scope: `${span.scope.name} ${span.scope.version}`.trim() || "none",
          }}
        />
      </details>
      <CopyButton label="Copy the span as JSON" text={() => JSON.stringify(span, undefined, 2)} />
    </article>
  );
}

const TICK_MS = 1_000;

/** Of a span that runs, until now, as its bar is drawn. */
function SpanLength({ node: { span, start, end }, forest }: { node: SpanNode; forest: Forest }) {
  const isLive = span.open !== false && span.open.state === "open";
  const now = Number(useNow(isLive, TICK_MS) - forest.startNano);
  if (span.open === false) return text(end - start);
  const reported = `${text(end - start)} at the last report`;
  return isLive ? `${text(Math.max(end, now) - start)} so far, ${reported}` : reported;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const text = (nanos: number) => durationText(BigInt(Math.round(nanos)));
