import { isSpanId, isTraceId } from "@throughline/model";
import type { AnyValue, TraceSpans } from "@throughline/query";
import type { OtlpAttribute, OtlpResourceSpans, OtlpScopeSpans, OtlpSpan } from "../../foreign/otlp-shapes.ts";
import { storedOtlp } from "../../foreign/stored-otlp.ts";

/**
 * Traces as OTLP/JSON for the readers of the third generation, each trace by itself. They are stricter than OTLP: jaeger-ui wants exactly one
 * value in each attribute, numbers that are numbers and links that lead somewhere; Grafana looks for arrays under `array_value`.
 */
export function v3Traces({ spans, resources }: TraceSpans): { resourceSpans: unknown[] } {
  const ofTraces = Map.groupBy(spans, ({ traceId }) => traceId).values();
  return { resourceSpans: [...ofTraces].flatMap((ofTrace) => storedOtlp({ spans: ofTrace, resources }).map(ofResource)) };
}

function ofResource({ resource = {}, scopeSpans = [], ...rest }: OtlpResourceSpans): unknown {
  return { resource: withStrict(resource), scopeSpans: scopeSpans.map(ofScope), ...rest };
}

function ofScope({ scope = {}, spans = [], ...rest }: OtlpScopeSpans): unknown {
  return { scope: withStrict(scope), spans: spans.map(ofSpan), ...rest };
}

function ofSpan({ events, links, status = {}, ...span }: OtlpSpan): unknown {
  return {
    ...withStrict(span),
    ...(events && { events: events.map(withStrict) }),
    ...(links && { links: links.filter(isWhole).map(withStrict) }),
    status,
  };
}

function isWhole({ traceId = "", spanId = "" }: { readonly traceId?: string; readonly spanId?: string }): boolean {
  return isTraceId(traceId) && isSpanId(spanId);
}

function withStrict({ attributes, ...item }: { readonly attributes?: readonly OtlpAttribute[] }): object {
  return attributes ? { ...item, attributes: attributes.map(strictAttribute) } : item;
}

function strictAttribute({ key = "", value = {} }: OtlpAttribute): object {
  return { key, value: strictValue(value) };
}

interface Nested {
  readonly doubleValue?: number | string;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly OtlpAttribute[] };
}

function strictValue(value: AnyValue): AnyValue {
  const { doubleValue, arrayValue, kvlistValue } = value as Nested;
  if (typeof doubleValue === "string") return { stringValue: doubleValue }; // NaN, infinities and -0 are no JSON
  if (arrayValue) {
    const values = { values: (arrayValue.values ?? []).map(strictValue) };
    return { arrayValue: values, array_value: values };
  }
  if (kvlistValue) return { kvlistValue: { values: (kvlistValue.values ?? []).map(strictAttribute) } };
  return Object.keys(value).length === 0 ? { stringValue: "" } : value;
}
