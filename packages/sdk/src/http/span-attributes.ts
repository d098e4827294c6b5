import type { Attributes, Span as ApiSpan } from "@opentelemetry/api";
import { Span } from "../trace/span.ts";

/** Sets attributes that need no check: strings, numbers and booleans. The object must not be used any more. */
export function addAttributes(span: ApiSpan, attributes: Attributes): void {
  if (span instanceof Span) span.adopt(attributes);
  else span.setAttributes(attributes);
}
