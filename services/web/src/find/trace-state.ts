import type { TraceSummary } from "@throughline/api";

/** What stands out of a trace: a failure before what has not ended. */
export type TraceState = "error" | "open" | "ended";

export function stateOf({ errorCount, openCount }: Pick<TraceSummary, "errorCount" | "openCount">): TraceState {
  return errorCount > 0 ? "error" : openCount > 0 ? "open" : "ended";
}
