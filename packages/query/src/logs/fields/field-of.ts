import { attribute, recordAttribute, resourceAttribute } from "./attribute.ts";
import { correlationId } from "./correlation-id.ts";
import { event } from "./event.ts";
import type { LogField } from "./field.ts";
import { idColumn } from "./id-column.ts";
import { severity } from "./severity.ts";
import { textColumn } from "./text-column.ts";

/** Fields that are no attributes, or not only. Names as in the API's JSON, and as log lines write them. */
const OWN: ReadonlyMap<string, LogField> = new Map([
  ...["service", "service.name", "resource.service.name"].map((key) => [key, textColumn("service")] as const),
  ["body", textColumn("body")],
  ...["severity", "level"].map((key) => [key, severity] as const),
  ["event", event],
  ...["traceId", "trace_id"].map((key) => [key, idColumn("trace_id")] as const),
  ...["spanId", "span_id"].map((key) => [key, idColumn("span_id")] as const),
  ...["correlationId", "correlation_id", "correlation.id"].map((key) => [key, correlationId] as const),
]);

const ON_RESOURCE = "resource.";
const ON_RECORD = "attributes.";

/** The field of a log record that a name in a filter stands for. */
export function fieldOf(key: string): LogField {
  const own = OWN.get(key);
  if (own) return own;
  if (key.startsWith(ON_RESOURCE)) return resourceAttribute(key.slice(ON_RESOURCE.length));
  if (key.startsWith(ON_RECORD)) return recordAttribute(key.slice(ON_RECORD.length));
  return attribute(key);
}

/** Whether the name stands for an attribute that a record or its resource may have. */
export function mayBeOnResource(key: string): boolean {
  return !OWN.has(key) && !key.startsWith(ON_RESOURCE) && !key.startsWith(ON_RECORD);
}

/** The name of the same attribute of the record alone. */
export function ofRecord(key: string): string {
  return ON_RECORD + key;
}
