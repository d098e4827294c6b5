import { printField, printFieldExpression } from "@throughline/traceql";
import type { MatchedSpanset } from "../traceql/spanset.ts";
import { plainFieldValue } from "./field-value.ts";

/** A set of matching spans as the API gives it. */
export function spansetJson({ matched, groups, spans }: MatchedSpanset) {
  return {
    matched,
    groups: Object.fromEntries(
      groups.map(({ expression, value }) => [printFieldExpression(expression), value === undefined ? null : plainFieldValue(value)]),
    ),
    spans: spans.map(({ spanId, name, service, startNano, durationNano, fields }) => ({
      spanId,
      name,
      service,
      startTimeUnixNano: startNano,
      durationNano,
      fields: Object.fromEntries(fields.map(({ field, value }) => [printField(field), plainFieldValue(value)])),
    })),
  };
}
