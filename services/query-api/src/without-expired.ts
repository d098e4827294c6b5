import { isLost, type StoredTraces } from "@throughline/query";
import type { Kept } from "./kept.ts";

/** Reports of open spans are log records, which may be kept for longer than spans: one that is as old as no span has most likely ended. */
export function withoutExpired<T extends StoredTraces>(traces: T, retention: Kept, now: bigint): T {
  const horizon = retention.horizon(["traces"]);
  return { ...traces, openSpans: traces.openSpans.filter((span) => BigInt(span.startNano) >= horizon || !isLost(span, now)) };
}
