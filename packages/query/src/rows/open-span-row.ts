import type { OpenSpan } from "../events/open-span.ts";
import type { SpanRow } from "./span.ts";

/** Attribute by which those who know only ended spans can tell one that has not ended: `open` or `lost`. */
export const OPEN_STATE = "throughline.span.state";

/** A span that has not ended as if it had when it was last reported, for formats that have no word for it. */
export function openSpanRow(span: OpenSpan, state: "open" | "lost"): SpanRow {
  const { keys, values, types } = span.attributes;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentId: span.parentId,
    traceState: "",
    spanFlags: 0,
    service: span.service,
    name: span.name,
    kind: span.kind,
    statusCode: "unset",
    statusMessage: "",
    resource: span.resource,
    scopeName: span.scopeName,
    scopeVersion: "",
    scopeRest: "",
    startNano: span.startNano,
    durationNano: span.durationNano,
    keys: [...keys, OPEN_STATE],
    values: [...values, state],
    types: types === "" ? "" : `${types}s`,
    droppedAttributes: 0,
    correlationIds: span.correlationIds,
    eventTimes: [],
    eventNames: [],
    eventKeys: [],
    eventValues: [],
    eventTypes: [],
    eventDropped: [],
    droppedEvents: 0,
    linkTraceIds: [],
    linkSpanIds: [],
    linkTraceStates: [],
    linkFlags: [],
    linkKeys: [],
    linkValues: [],
    linkTypes: [],
    linkDropped: [],
    droppedLinks: 0,
  };
}
