import type { MatchedSpan, MatchedSpanset, NamedValue } from "@throughline/query";
import { printFieldExpression } from "@throughline/query";
import { anyValue, anyValueOrNil } from "./any-value.ts";

/** What a span of a set says of itself elsewhere, or what the trace does. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  "name",
  "duration",
  "traceDuration",
  "rootName",
  "rootServiceName",
  "trace:id",
  "span:id",
]);

/** A set as `tempopb.SpanSet`. */
export function spansetJson({ matched, groups, spans }: MatchedSpanset): object {
  return {
    spans: spans.map(spanJson),
    matched,
    ...(groups.length > 0 && {
      attributes: groups.map(({ expression, value }) => ({
        key: `by(${printFieldExpression(expression)})`,
        value: anyValueOrNil(value),
      })),
    }),
  };
}

function spanJson({ spanId, name, startNano, durationNano, fields }: MatchedSpan): object {
  const attributes = fields.filter(({ field }) => field.type === "attribute" || !TOLD_ELSEWHERE.has(field.name));
  return {
    spanID: spanId,
    name,
    startTimeUnixNano: startNano,
    durationNanos: durationNano,
    ...(attributes.length > 0 && { attributes: attributes.map((named) => ({ key: keyOf(named), value: anyValue(named.value) })) }),
  };
}

/** Without its scope, as Tempo names columns. */
function keyOf({ field }: NamedValue): string {
  return field.type === "attribute" ? field.key : field.name;
}
