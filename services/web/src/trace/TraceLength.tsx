import { durationText } from "@throughline/model";
import { useNow } from "../time/use-now.ts";
import type { Forest } from "./forest.ts";

const TICK_MS = 1_000;

/** How long a trace took; of one that still runs, until now, as its bars are drawn. */
export function TraceLength({ forest }: { forest: Forest }) {
  const open = forest.nodes.flatMap(({ span }) => (span.open ? [span.open.state] : []));
  const isLive = open.includes("open");
  const now = Number(useNow(isLive, TICK_MS) - forest.startNano);
  const text = durationText(BigInt(Math.round(isLive ? Math.max(forest.duration, now) : forest.duration)));
  return <strong>{`${text}${isLive ? " so far" : open.length > 0 ? " until it was last heard of" : ""}`}</strong>;
}
