import type { LogRow } from "../rows/log.ts";

/** What matters of a row of `logs` that is an event: fewer columns are read a fifth faster. */
export type EventRow = Pick<
  LogRow,
  "timeNano" | "traceId" | "spanId" | "service" | "eventName" | "resource" | "keys" | "values" | "types" | "correlationIds"
>;

/** What a statement selects to get `EventRow`s. */
export const EVENT_COLUMNS = `toUnixTimestamp64Nano(time) AS timeNano,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId, if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId,
  service, event_name AS eventName, resource, mapKeys(attributes) AS keys, mapValues(attributes) AS values, attribute_types AS types,
  correlation_ids AS correlationIds`;
