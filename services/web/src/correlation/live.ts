import type { Correlation } from "@throughline/api";

const REFETCH_MS = 3_000;
/** A large one is asked for less often: it takes long to read and to draw. */
const LARGE = 2_000;
const LARGE_REFETCH_MS = 15_000;
/** Nanoseconds after the last sign of it: what runs later is sent later. */
const YOUNG = 60_000_000_000n;

/** Whether more of the action may come: spans are open, or it was heard of a short time ago. `now` in Unix nanoseconds. */
export function mayGrow({ spans, logs }: Pick<Correlation, "spans" | "logs">, now: bigint): boolean {
  if (spans.some(({ open }) => open !== false && open.state === "open")) return true;
  const isYoung = (at: bigint): boolean => now - at < YOUNG;
  return (
    spans.some(({ startTimeUnixNano, durationNano }) => isYoung(BigInt(startTimeUnixNano) + BigInt(durationNano))) ||
    logs.some(({ timeUnixNano }) => isYoung(BigInt(timeUnixNano)))
  );
}

/** After how many milliseconds more of it is looked for; false: not at all. */
export function refetchAfter(action: Pick<Correlation, "spans" | "logs">, now: bigint): number | false {
  if (!mayGrow(action, now)) return false;
  return action.spans.length + action.logs.length > LARGE ? LARGE_REFETCH_MS : REFETCH_MS;
}
