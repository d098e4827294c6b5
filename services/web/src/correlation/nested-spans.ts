import type { Span } from "@throughline/api";
import type { Story } from "./story.ts";

/** What stands before the name of a span that was handed its work. */
export const HANDED = "⇢ ";

/**
 * The spans as one tree: the first span of a trace stands below what handed it its work, and its name says so. For a list of rows only:
 * what is told of a span comes from the span as it was sent.
 */
export function nestedSpans(spans: readonly Span[], { traces }: Pick<Story, "traces">): Span[] {
  const causes = new Map(
    traces.flatMap(({ cause }) => (cause && cause.to.span.parentSpanId === "" ? [[cause.to.span, cause.from.span.spanId] as const] : [])),
  );
  return spans.map((span) => {
    const parentSpanId = causes.get(span);
    return parentSpanId === undefined ? span : { ...span, parentSpanId, name: HANDED + span.name };
  });
}
