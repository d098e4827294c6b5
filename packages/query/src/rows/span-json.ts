import { plainResource, type Resources } from "./resource.ts";
import { eventsOf, linksOf, type SpanRow } from "./span.ts";
import { plainAttributes } from "./value.ts";

/** A span as the API gives it. */
export function spanJson(row: SpanRow, resources: Resources) {
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    parentSpanId: row.parentId,
    name: row.name,
    kind: row.kind,
    service: row.service,
    startTimeUnixNano: row.startNano,
    durationNano: row.durationNano,
    status: { code: row.statusCode, message: row.statusMessage },
    attributes: plainAttributes(row),
    resource: plainResource(resources.get(row.resource)),
    scope: { name: row.scopeName, version: row.scopeVersion },
    events: eventsOf(row).map(({ time, name, attributes }) => ({ timeUnixNano: time, name, attributes: plainAttributes(attributes) })),
    links: linksOf(row).map(({ traceId, spanId, traceState, attributes }) => ({
      traceId,
      spanId,
      traceState,
      attributes: plainAttributes(attributes),
    })),
    open: false,
  };
}

export type SpanJson = ReturnType<typeof spanJson>;
