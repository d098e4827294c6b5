import { durationText } from "@throughline/model";
import type { SpanNode } from "./forest.ts";
import { clockSkew } from "./skew.ts";
import { waitText } from "./wait-text.ts";

/** Something about a span that must be seen at once: a sign for the eye, the text for everyone. */
export interface SpanState {
  readonly kind: "error" | "open" | "lost" | "held" | "waited" | "doubt";
  readonly sign: string;
  readonly text: string;
}

export function stateOf(node: SpanNode): SpanState[] {
  const { span, detached } = node;
  const states: SpanState[] = [];
  if (span.status.code === "error")
    states.push({ kind: "error", sign: "!", text: span.status.message === "" ? "Error" : `Error: ${span.status.message}` });
  if (span.open)
    states.push(
      span.open.state === "open"
        ? { kind: "open", sign: "…", text: "Open: it has not ended yet" }
        : {
            kind: "lost",
            sign: "×",
            text: `Lost: it had not ended when it was last heard of, ${durationText(BigInt(span.durationNano))} after its start${span.open.lastWords === null ? "" : ` (${span.open.lastWords})`}`,
          },
    );
  if (span.blocks.length > 0) states.push({ kind: "held", sign: "■", text: "It held the event loop of its process" });
  const [longest] = span.waitedFor;
  if (longest)
    states.push({ kind: "waited", sign: "□", text: `It waited ${durationText(BigInt(longest.waitedNano))}: ${waitText(longest)}` });
  const doubts = [
    ...(detached === "parent missing" ? ["Its parent is not stored: it has not ended, was not sent, or has expired"] : []),
    ...(detached === "cycle" ? ["It names itself, or one below it, as its parent"] : []),
    ...[clockSkew(node)].flatMap((skew) => (skew === undefined ? [] : [`It ${skew}`])),
  ];
  if (doubts.length > 0) states.push({ kind: "doubt", sign: "?", text: doubts.join(". ") });
  return states;
}
