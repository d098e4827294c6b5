import type { Correlation } from "@throughline/api";

/** How often what may still grow is asked for. */
export const REFETCH_MS = 3_000;
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
