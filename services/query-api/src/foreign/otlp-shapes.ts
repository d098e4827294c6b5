import type { AnyValue } from "@throughline/query";

/** OTLP/JSON of traces, as `otlpTraces` and `messageToJson` give it: what is at its default is left out, enums are numbers. */

export interface OtlpAttribute {
  readonly key?: string;
  readonly value?: AnyValue | undefined;
}

export interface OtlpEvent {
  readonly timeUnixNano?: string;
  readonly name?: string;
  readonly attributes?: readonly OtlpAttribute[];
}

export interface OtlpLink {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly attributes?: readonly OtlpAttribute[];
}

export interface OtlpSpan {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly traceState?: string;
  readonly parentSpanId?: string;
  readonly flags?: number;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano?: string;
  readonly endTimeUnixNano?: string;
  readonly attributes?: readonly OtlpAttribute[];
  readonly events?: readonly OtlpEvent[];
  readonly links?: readonly OtlpLink[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

export interface OtlpScopeSpans {
  readonly scope?: { readonly name?: string; readonly version?: string; readonly attributes?: readonly OtlpAttribute[] };
  readonly spans?: readonly OtlpSpan[];
}

export interface OtlpResourceSpans {
  readonly resource?: { readonly attributes?: readonly OtlpAttribute[] };
  readonly scopeSpans?: readonly OtlpScopeSpans[];
}
