import type { LogScope } from "@throughline/query";

/** Whose log records a request asks for. */
export function logScopeOf({ service, traceId, spanId }: LogScope): Pick<LogScope, "service" | "traceId" | "spanId"> {
  return { service, traceId: traceId?.toLowerCase(), spanId: spanId?.toLowerCase() };
}
