import { isSpanContextValid, trace, type Context } from "@opentelemetry/api";
import { correlationOf } from "../correlation/correlation.ts";

/**
 * What a sample belongs to. Nothing but text: the profiler keeps it for as long as it likes, and whatever it led to would be kept, too.
 */
export interface SampleLink {
  /** Lowercase hex; both are empty where there is no span. */
  readonly traceId: string;
  readonly spanId: string;
  readonly correlationId: string | undefined;
}

/** What a sample belongs to that is taken while `ctx` is active; undefined: to nothing that is known. */
export function sampleLinkOf(ctx: Context): SampleLink | undefined {
  const span = trace.getSpanContext(ctx);
  const correlationId = correlationOf(ctx);
  if (span !== undefined && isSpanContextValid(span)) return { traceId: span.traceId, spanId: span.spanId, correlationId };
  return correlationId === undefined ? undefined : { traceId: "", spanId: "", correlationId };
}

export function isSameLink(one: SampleLink | undefined, other: SampleLink | undefined): boolean {
  return one?.spanId === other?.spanId && one?.traceId === other?.traceId && one?.correlationId === other?.correlationId;
}
