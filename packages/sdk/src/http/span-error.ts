import { SpanStatusCode, type Span } from "@opentelemetry/api";
import { ATTR_ERROR_TYPE } from "@opentelemetry/semantic-conventions";

/** Says on a span that the request failed with `error`. */
export function recordError(span: Span, error: unknown, type: string): void {
  const message = error instanceof Error ? error.message : String(error);
  span.setAttribute(ATTR_ERROR_TYPE, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.recordException(error instanceof Error ? error : message);
}

/** The name of an error's class, or what stands for it. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
