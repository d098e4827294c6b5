import { getNumberFromEnv } from "@opentelemetry/core";

/** The limits of spans by OpenTelemetry's variables, those that are set. Lengths in characters. */
export function spanLimits() {
  return set({
    attributeCountLimit: limit("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"),
    attributeValueLengthLimit: limit("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"),
    eventCountLimit: limit("OTEL_SPAN_EVENT_COUNT_LIMIT"),
    linkCountLimit: limit("OTEL_SPAN_LINK_COUNT_LIMIT"),
    attributePerEventCountLimit: limit("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT"),
    attributePerLinkCountLimit: limit("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", "OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT"),
  });
}

/** The limits of log records by OpenTelemetry's variables, those that are set. Lengths in characters. */
export function logRecordLimits() {
  return set({
    attributeCountLimit: limit("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"),
    attributeValueLengthLimit: limit("OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"),
  });
}

/** The first of these variables that holds a number. */
function limit(...names: string[]): number | undefined {
  for (const name of names) {
    const value = getNumberFromEnv(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function set<K extends string>(limits: Record<K, number | undefined>): Partial<Record<K, number>> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as Partial<Record<K, number>>;
}
