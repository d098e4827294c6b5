/** A row of `spans` as its statements read it: names of aliases are never those of columns, which they would hide. */
export interface SpanRow {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: no parent. */
  readonly parentId: string;
  readonly traceState: string;
  readonly spanFlags: number;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly statusCode: string;
  readonly statusMessage: string;
  readonly resource: string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly scopeRest: string;
  readonly startNano: string;
  readonly durationNano: string;
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly types: string;
  readonly droppedAttributes: number;
  readonly correlationIds: readonly string[];
  readonly eventTimes: readonly string[];
  readonly eventNames: readonly string[];
  readonly eventKeys: readonly (readonly string[])[];
  readonly eventValues: readonly (readonly string[])[];
  readonly eventTypes: readonly string[];
  readonly eventDropped: readonly number[];
  readonly droppedEvents: number;
  readonly linkTraceIds: readonly string[];
  readonly linkSpanIds: readonly string[];
  readonly linkTraceStates: readonly string[];
  readonly linkFlags: readonly number[];
  readonly linkKeys: readonly (readonly string[])[];
  readonly linkValues: readonly (readonly string[])[];
  readonly linkTypes: readonly string[];
  readonly linkDropped: readonly number[];
  readonly droppedLinks: number;
}

/** What a statement selects to get `SpanRow`s. */
export const SPAN_COLUMNS = `lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId,
  if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parentId, trace_state AS traceState, flags AS spanFlags,
  service, name, kind, status_code AS statusCode, status_message AS statusMessage, resource,
  scope_name AS scopeName, scope_version AS scopeVersion, scope_rest AS scopeRest,
  toUnixTimestamp64Nano(time) AS startNano, duration AS durationNano,
  mapKeys(attributes) AS keys, mapValues(attributes) AS values, attribute_types AS types, dropped_attributes AS droppedAttributes,
  correlation_ids AS correlationIds,
  event_times AS eventTimes, event_names AS eventNames, arrayMap(m -> mapKeys(m), event_attributes) AS eventKeys,
  arrayMap(m -> mapValues(m), event_attributes) AS eventValues, event_attribute_types AS eventTypes,
  event_dropped_attributes AS eventDropped, dropped_events AS droppedEvents,
  arrayMap(id -> lower(hex(id)), link_trace_ids) AS linkTraceIds, arrayMap(id -> lower(hex(id)), link_span_ids) AS linkSpanIds,
  link_trace_states AS linkTraceStates, link_flags AS linkFlags, arrayMap(m -> mapKeys(m), link_attributes) AS linkKeys,
  arrayMap(m -> mapValues(m), link_attributes) AS linkValues, link_attribute_types AS linkTypes,
  link_dropped_attributes AS linkDropped, dropped_links AS droppedLinks`;

interface Entry {
  readonly attributes: { readonly keys: readonly string[]; readonly values: readonly string[]; readonly types: string };
  readonly dropped: number;
}

/** The events of a span, one by one. */
export function eventsOf(row: SpanRow): (Entry & { readonly time: string; readonly name: string })[] {
  return row.eventTimes.map((time, at) => ({
    time,
    name: row.eventNames[at] ?? "",
    attributes: { keys: row.eventKeys[at] ?? [], values: row.eventValues[at] ?? [], types: row.eventTypes[at] ?? "" },
    dropped: row.eventDropped[at] ?? 0,
  }));
}

/** The links of a span, one by one. */
export function linksOf(
  row: SpanRow,
): (Entry & { readonly traceId: string; readonly spanId: string; readonly traceState: string; readonly flags: number })[] {
  return row.linkTraceIds.map((traceId, at) => ({
    traceId,
    spanId: row.linkSpanIds[at] ?? "",
    traceState: row.linkTraceStates[at] ?? "",
    flags: row.linkFlags[at] ?? 0,
    attributes: { keys: row.linkKeys[at] ?? [], values: row.linkValues[at] ?? [], types: row.linkTypes[at] ?? "" },
    dropped: row.linkDropped[at] ?? 0,
  }));
}
