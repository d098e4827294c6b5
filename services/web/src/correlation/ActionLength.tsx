import { useNow } from "../time/use-now.ts";
import { type Action, isOpen } from "./action.ts";
import { grownLength } from "./grown.ts";
import { spanText } from "./verdict.ts";

const TICK_MS = 1_000;

/** How long an action took; of one that still runs, as far as its bars are drawn. */
export function ActionLength({ action }: { action: Action }) {
  const isLive = action.parts.some(isOpen);
  const now = Number(useNow(isLive, TICK_MS) - action.start);
  return <span>{`${spanText(grownLength(action, now))}${isLive ? " so far" : ""}`}</span>;
}
