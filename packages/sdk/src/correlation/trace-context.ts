import { isSpanContextValid, trace, type Context, type TextMapGetter, type TextMapSetter, type TraceFlags } from "@opentelemetry/api";
import { isTracingSuppressed, W3CTraceContextPropagator } from "@opentelemetry/core";

/** `00-` trace ID `-` span ID `-` flags: what there is today. Later versions may be longer. */
const TRACEPARENT = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** OpenTelemetry's propagator of W3C trace context, with a short cut for the header that everybody sends. */
export class TraceContextPropagator extends W3CTraceContextPropagator {
  override inject(ctx: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(ctx);
    if (span === undefined || span.traceState !== undefined || span.traceFlags > 0xf) return super.inject(ctx, carrier, setter);
    if (!isSpanContextValid(span) || isTracingSuppressed(ctx)) return;
    setter.set(carrier, "traceparent", `00-${span.traceId}-${span.spanId}-0${span.traceFlags.toString(16)}`);
  }

  override extract(ctx: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = getter.get(carrier, "traceparent");
    if (header === undefined) return ctx;
    if (typeof header !== "string" || !TRACEPARENT.test(header) || getter.get(carrier, "tracestate") !== undefined)
      return super.extract(ctx, carrier, getter);
    const traceFlags: TraceFlags = Number.parseInt(header.slice(53), 16);
    return trace.setSpanContext(ctx, { traceId: header.slice(3, 35), spanId: header.slice(36, 52), traceFlags, isRemote: true });
  }
}
