import { idOf, otlpTraces, type TraceSpans } from "@throughline/query";
import { resourceJson } from "../resource-json.ts";
import type { OtlpResourceSpans } from "./otlp-shapes.ts";

/** Spans as OTLP/JSON. A resource that says nothing is given its service's name: other tools drop the spans of one without attributes. */
export function storedOtlp({ spans, resources }: Pick<TraceSpans, "spans" | "resources">): OtlpResourceSpans[] {
  const { resourceSpans } = otlpTraces(spans, resources, resourceJson) as { resourceSpans: OtlpResourceSpans[] };
  const serviceOf = new Map(spans.map((row) => [idOf(row), row.service]));
  return resourceSpans.map((ofResource) => {
    if ((ofResource.resource?.attributes ?? []).length > 0) return ofResource;
    const { traceId = "", spanId = "" } = ofResource.scopeSpans?.[0]?.spans?.[0] ?? {};
    const stringValue = serviceOf.get(idOf({ traceId, spanId })) ?? "";
    return { ...ofResource, resource: { ...ofResource.resource, attributes: [{ key: "service.name", value: { stringValue } }] } };
  });
}
