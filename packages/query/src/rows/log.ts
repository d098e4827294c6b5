/** A row of `logs` as its statements read it. */
export interface LogRow {
  readonly timeNano: string;
  readonly timeGiven: boolean;
  readonly observedNano: string;
  /** Empty: outside any trace. */
  readonly traceId: string;
  readonly spanId: string;
  readonly logFlags: number;
  readonly service: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: string;
  readonly bodyType: string;
  readonly resource: string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly scopeRest: string;
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly types: string;
  readonly droppedAttributes: number;
  readonly correlationIds: readonly string[];
  /** Tells records of the same nanosecond apart, but for those that are equal in all that is shown. */
  readonly rank: string;
}

/** SQL for `rank`. */
export const LOG_RANK =
  "cityHash64(service, trace_id, span_id, severity_number, severity_text, event_name, body, body_type, resource, scope_name, scope_version, scope_rest, mapKeys(attributes), mapValues(attributes), attribute_types, observed_time, flags, dropped_attributes)";

/** What a statement selects to get `LogRow`s. */
export const LOG_COLUMNS = `toUnixTimestamp64Nano(time) AS timeNano, time_given AS timeGiven, observed_time AS observedNano,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId, if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId,
  flags AS logFlags, service, severity_number AS severityNumber, severity_text AS severityText, event_name AS eventName,
  body, body_type AS bodyType, resource, scope_name AS scopeName, scope_version AS scopeVersion, scope_rest AS scopeRest,
  mapKeys(attributes) AS keys, mapValues(attributes) AS values, attribute_types AS types, dropped_attributes AS droppedAttributes,
  correlation_ids AS correlationIds, ${LOG_RANK} AS rank`;
