import { printField, printFieldExpression } from "@throughline/traceql";
import type { FieldValue, MatchedSpanset } from "../traceql/spanset.ts";

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

/** As attributes are: an integer beyond 2^53 is a decimal string, NaN and the infinities are strings. */
function plainFieldValue(value: FieldValue): unknown {
  switch (typeof value) {
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "object":
      return value.map(plainFieldValue);
    default:
      return value;
  }
}
