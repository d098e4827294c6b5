import { collectedText, durationText } from "@throughline/model";
import type { Block } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { plainText } from "../../text/plain-text.ts";
import type { Forest, SpanNode } from "../forest.ts";
import { placeText } from "../place-text.ts";
import { waitText } from "../wait-text.ts";
import { Stack } from "./Stack.tsx";
import styles from "./panel.module.css";

interface BlocksProps {
  readonly node: SpanNode;
  readonly forest: Forest;
  readonly blocks: readonly Block[];
  readonly onSpan: (spanId: string) => void;
}

/** When the span held the event loop of its process, with whom it kept waiting; and for whom it had to wait itself. */
export function SpanBlocks(props: BlocksProps) {
  const { span } = props.node;
  return (
    <>
      {span.blocks.length > 0 && (
        <section>
          <h3>It held the event loop</h3>
          <ul className={styles.list}>
            {span.blocks.map((block) => (
              <Held key={block.blockId} block={block} {...props} />
            ))}
          </ul>
        </section>
      )}
      {span.waitedFor.length > 0 && (
        <section>
          <h3>It waited for an event loop</h3>
          <ul className={styles.list}>
            {span.waitedFor.map((wait) => (
              <li key={wait.blockId}>
                <p>
                  <strong>{nanosText(wait.waitedNano)}</strong>
                  {`: ${plainText(waitText(wait))}`}
                  {wait.inCallee && " before it could take the call up or answer it"}
                </p>
                <p>
                  <code>{plainText(placeText(wait))}</code>
                </p>
                {wait.spanId !== "" && <SpanLink {...props} traceId={wait.traceId} spanId={wait.spanId} />}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Held({ block, ...props }: BlocksProps & { block: Block }) {
  const { startTimeUnixNano, durationNano, ongoing, stacks, victims } = block;
  const collected = collectedText(block);
  return (
    <li>
      <p>
        <strong>{nanosText(durationNano)}</strong>
        {`${ongoing ? " so far" : ""}${sinceText(startTimeUnixNano, props.forest)}`}
      </p>
      <p>
        {collected !== "" && `Most of it ${collected}, at `}
        <code>{plainText(placeText(block))}</code>
      </p>
      {stacks.map((stack) => (
        <Stack key={stack} text={stack} />
      ))}
      <details open={victims.length > 0 && victims.length <= 5}>
        <summary>{victims.length === 0 ? "No other span waited meanwhile" : `Spans that waited meanwhile (${victims.length})`}</summary>
        <ul className={styles.list}>
          {victims.map((victim) => (
            <li key={victim.spanId}>
              <SpanLink {...props} traceId={victim.traceId} spanId={victim.spanId} name={`${victim.service} · ${victim.name}`} />
              <span className={styles.more}>{` waited ${nanosText(victim.waitedNano)}`}</span>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

/** A span by its name: of this forest, or a way to its trace. */
function SpanLink({ traceId, spanId, name, forest, onSpan }: BlocksProps & { traceId: string; spanId: string; name?: string }) {
  const here = forest.byId.get(spanId);
  if (here)
    return (
      <button type="button" className={styles.link} onClick={() => onSpan(spanId)}>
        {plainText(name ?? `${here.span.service} · ${here.span.name}`)}
      </button>
    );
  return (
    <Link to="/traces/$traceId" params={{ traceId }} search={{ span: spanId }}>
      {plainText(name ?? "a span of another trace")}
    </Link>
  );
}

/** Blocks may begin before what is shown. */
function sinceText(startTimeUnixNano: string, { startNano }: Forest): string {
  const since = BigInt(startTimeUnixNano) - startNano;
  return since < 0n ? `, begun ${durationText(-since)} before the first span` : ` from +${durationText(since)}`;
}

const nanosText = (nanos: string) => durationText(BigInt(nanos));
