import { otlpGroups, withoutDefaults } from "./otlp.ts";
import type { ResourceJson, Resources } from "./resource.ts";
import { eventsOf, linksOf, type SpanRow } from "./span.ts";
import { otlpAttributes } from "./value.ts";

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const STATUS_CODES = ["unset", "ok", "error"];

/** Spans as OTLP/JSON TracesData: all that came in, with its types. */
export function otlpTraces(rows: readonly SpanRow[], resources: Resources, resourceJson: ResourceJson): { resourceSpans: unknown[] } {
  return { resourceSpans: otlpGroups(rows, { resources, resourceJson, scopes: "scopeSpans", items: "spans", item: otlpSpan }) };
}

function otlpSpan(row: SpanRow): unknown {
  const status = withoutDefaults({ message: row.statusMessage, code: STATUS_CODES.indexOf(row.statusCode) });
  return withoutDefaults({
    traceId: row.traceId,
    spanId: row.spanId,
    traceState: row.traceState,
    parentSpanId: row.parentId,
    flags: row.spanFlags,
    name: row.name,
    kind: KINDS.indexOf(row.kind),
    startTimeUnixNano: row.startNano,
    endTimeUnixNano: String(BigInt(row.startNano) + BigInt(row.durationNano)),
    attributes: otlpAttributes(row),
    droppedAttributesCount: row.droppedAttributes,
    events: eventsOf(row).map(({ time, name, attributes, dropped }) =>
      withoutDefaults({ timeUnixNano: time, name, attributes: otlpAttributes(attributes), droppedAttributesCount: dropped }),
    ),
    droppedEventsCount: row.droppedEvents,
    links: linksOf(row).map(({ traceId, spanId, traceState, flags, attributes, dropped }) =>
      withoutDefaults({ traceId, spanId, traceState, attributes: otlpAttributes(attributes), droppedAttributesCount: dropped, flags }),
    ),
    droppedLinksCount: row.droppedLinks,
    status: Object.keys(status).length > 0 ? status : undefined,
  });
}
