import type { TraceSummary } from "@throughline/api";

/** A trace of one span that ended well, but for what is given. */
export function summary(given: Partial<TraceSummary> = {}): TraceSummary {
  return {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    rootService: "cart",
    rootName: "GET /cart",
    startTimeUnixNano: "1795653559521000000",
    durationNano: "1000000",
    spanCount: 1,
    errorCount: 0,
    openCount: 0,
    services: ["cart"],
    ...given,
  };
}
