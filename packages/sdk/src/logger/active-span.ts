import { isSpanContextValid, trace, type Context, type SpanContext } from "@opentelemetry/api";

let last: SpanContext | undefined;
let isLastValid = false;

/** The span of `ctx`, if it has one that is valid. Lines of one span follow each other, so the answer for the last one is kept. */
export function validSpanOf(ctx: Context): SpanContext | undefined {
  const span = trace.getSpanContext(ctx);
  if (span === undefined) return undefined;
  if (span !== last) {
    isLastValid = isSpanContextValid(span);
    last = span;
  }
  return isLastValid ? span : undefined;
}
