import { collectedText, durationText } from "@throughline/model";
import { useLayoutEffect, useRef } from "react";
import { plural } from "../text/number.ts";
import { brief } from "../text/brief.ts";
import { valueText } from "../text/value-text.ts";
import type { Forest, SpanNode } from "./forest.ts";
import type { Hit } from "./hit.ts";
import type { BlockMark } from "./marks.ts";
import { selfTime } from "./self-time.ts";
import { stateOf } from "./span-state.ts";
import { waitText } from "./wait-text.ts";
import { placeText } from "./place-text.ts";
import styles from "./tooltip.module.css";

/** What the pointer is at. */
export interface Pointed {
  readonly node: SpanNode;
  readonly hit: Hit;
  readonly end: number;
  /** In the window. */
  readonly x: number;
  readonly y: number;
}

const AWAY = 14;

/** Tells what the pointer is at. All of it also stands in the span's panel, for those who use none. */
export function Tooltip({ pointed: { node, hit, end, x, y }, forest }: { pointed: Pointed; forest: Forest }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current as HTMLDivElement;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(4, x + AWAY + width > innerWidth ? x - AWAY - width : x + AWAY)}px`;
    element.style.top = `${Math.max(4, y + AWAY + height > innerHeight ? y - AWAY - height : y + AWAY)}px`;
  });
  return (
    <div ref={box} className={styles.tooltip} aria-hidden="true">
      {hit.type === "span" && <SpanTip node={node} end={end} />}
      {hit.type === "block" && <BlockTip mark={hit.mark} forest={forest} />}
      {hit.type === "log" && (
        <>
          <strong>{`${hit.mark.log.severityText || "Log"} at +${text(hit.mark.at)}`}</strong>
          <p>{brief(valueText(hit.mark.log.body ?? hit.mark.log.eventName))}</p>
        </>
      )}
      {hit.type === "event" && (
        <>
          <strong>{`Event ${hit.mark.event.name} at +${text(hit.mark.at)}`}</strong>
          {Object.entries(hit.mark.event.attributes)
            .filter(([key]) => key !== "exception.stacktrace")
            .map(([key, value]) => (
              <p key={key}>{brief(`${key}: ${valueText(value)}`)}</p>
            ))}
        </>
      )}
    </div>
  );
}

function SpanTip({ node, end }: { node: SpanNode; end: number }) {
  const { span, start } = node;
  return (
    <>
      <strong>{brief(`${span.service} · ${span.name}`)}</strong>
      <p>{`${text(end - start)}, ${text(selfTime(node))} of its own, from +${text(start)}`}</p>
      {stateOf(node).map(({ kind, text: said }) => (
        <p key={kind}>{brief(said)}</p>
      ))}
    </>
  );
}

function BlockTip({ mark: { from, to, held, block, wait }, forest }: { mark: BlockMark; forest: Forest }) {
  const culprit = wait && forest.byId.get(wait.spanId)?.span;
  return (
    <>
      <strong>
        {held ? `Held the event loop for ${text(to - from)}` : `Waited ${durationText(BigInt(wait?.waitedNano ?? 0))} for the event loop`}
      </strong>
      {wait && <p>{brief(waitText(wait))}</p>}
      {culprit && <p>{brief(`in ${culprit.service} · ${culprit.name}`)}</p>}
      {held && block && collectedText(block) !== "" && <p>{`Most of it ${collectedText(block)}`}</p>}
      {held && block && <p>{brief(placeText(block))}</p>}
      {held && block && (
        <>
          <p>{block.victims.length === 0 ? "No other span waited" : `${plural(block.victims.length, "span")} waited:`}</p>
          {block.victims.slice(0, 5).map(({ spanId, service, name, waitedNano }) => (
            <p key={spanId}>{brief(`${service} · ${name}, ${durationText(BigInt(waitedNano))}`)}</p>
          ))}
        </>
      )}
    </>
  );
}

const text = (nanos: number) => durationText(BigInt(Math.round(nanos)));
