import type { OtlpLink, OtlpResourceSpans, OtlpSpan } from "../foreign/otlp-shapes.ts";

const KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUS_CODES = ["UNSET", "OK", "ERROR"];

/** Tempo's JSON is not OTLP's but that of protobuf itself: IDs are base64, enums are their names. */
export function jsonResourceSpans(resourceSpans: readonly OtlpResourceSpans[]): unknown[] {
  return resourceSpans.map(({ scopeSpans = [], ...ofResource }) => ({
    ...ofResource,
    scopeSpans: scopeSpans.map(({ spans = [], ...ofScope }) => ({ ...ofScope, spans: spans.map(spanJson) })),
  }));
}

function spanJson({ kind = 0, status = {}, links, ...span }: OtlpSpan): unknown {
  return {
    ...withIds(span),
    kind: `SPAN_KIND_${KINDS[kind] ?? KINDS[0]}`,
    ...(links && { links: links.map(withIds) }),
    status: { ...status, ...(status.code !== undefined && { code: `STATUS_CODE_${STATUS_CODES[status.code] ?? STATUS_CODES[0]}` }) },
  };
}

function withIds({ traceId, spanId, parentSpanId, ...rest }: OtlpSpan | (OtlpLink & { readonly parentSpanId?: string })): object {
  const ids = Object.entries({ traceId, spanId, parentSpanId }).filter(([, hex]) => hex !== undefined);
  return { ...Object.fromEntries(ids.map(([name, hex]) => [name, Buffer.from(hex as string, "hex").toString("base64")])), ...rest };
}
