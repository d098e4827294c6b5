import { trace, type Tracer } from "@opentelemetry/api";

let tracer: Tracer | undefined;

/** The tracer of HTTP spans, looked up once: the provider is there before the first request. */
export function httpTracer(): Tracer {
  return (tracer ??= trace.getTracer("@throughline/sdk/http"));
}
