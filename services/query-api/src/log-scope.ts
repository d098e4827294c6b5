import type { LogScope } from "@throughline/query";

/** Whose log records a request asks for. */
export function logScopeOf({ service, traceId, spanId }: LogScope): Pick<LogScope, "service" | "traceId" | "spanId"> {
  return { service, traceId: traceId?.toLowerCase(), spanId: spanId?.toLowerCase() };
}

/** Whether a request asks for the records of one action: so few that all of the retention can be searched. */
export function isOfOne({ traceId, correlationId }: { traceId?: string | undefined; correlationId?: string | undefined }): boolean {
  return traceId !== undefined || correlationId !== undefined;
}
