/**
 * The messages of OTLP: field numbers, JSON names and types, from opentelemetry-proto 1.11
 * (trace, logs, common, resource and the collector services; those of profiles are in profiles.ts).
 */
import { either, type Field, many, one } from "./field.ts";
import { PROFILE_MESSAGES, type ProfileMessageName } from "./profiles.ts";

export type MessageName =
  | "ExportTraceServiceRequest"
  | "ResourceSpans"
  | "ScopeSpans"
  | "Span"
  | "SpanEvent"
  | "SpanLink"
  | "SpanStatus"
  | "ExportLogsServiceRequest"
  | "ResourceLogs"
  | "ScopeLogs"
  | "LogRecord"
  | "Resource"
  | "EntityRef"
  | "InstrumentationScope"
  | "KeyValue"
  | "AnyValue"
  | "ArrayValue"
  | "KeyValueList"
  | "ExportTraceServiceResponse"
  | "ExportTracePartialSuccess"
  | "ExportLogsServiceResponse"
  | "ExportLogsPartialSuccess"
  | ProfileMessageName;

export const MESSAGES: Readonly<Record<MessageName, readonly Field[]>> = {
  ExportTraceServiceRequest: [many(1, "resourceSpans", "ResourceSpans")],
  ResourceSpans: [one(1, "resource", "Resource"), many(2, "scopeSpans", "ScopeSpans"), one(3, "schemaUrl", "string")],
  ScopeSpans: [one(1, "scope", "InstrumentationScope"), many(2, "spans", "Span"), one(3, "schemaUrl", "string")],
  Span: [
    one(1, "traceId", "id"),
    one(2, "spanId", "id"),
    one(3, "traceState", "string"),
    one(4, "parentSpanId", "id"),
    one(5, "name", "string"),
    one(6, "kind", "enum"),
    one(7, "startTimeUnixNano", "fixed64"),
    one(8, "endTimeUnixNano", "fixed64"),
    many(9, "attributes", "KeyValue"),
    one(10, "droppedAttributesCount", "uint32"),
    many(11, "events", "SpanEvent"),
    one(12, "droppedEventsCount", "uint32"),
    many(13, "links", "SpanLink"),
    one(14, "droppedLinksCount", "uint32"),
    one(15, "status", "SpanStatus"),
    one(16, "flags", "fixed32"),
  ],
  SpanEvent: [
    one(1, "timeUnixNano", "fixed64"),
    one(2, "name", "string"),
    many(3, "attributes", "KeyValue"),
    one(4, "droppedAttributesCount", "uint32"),
  ],
  SpanLink: [
    one(1, "traceId", "id"),
    one(2, "spanId", "id"),
    one(3, "traceState", "string"),
    many(4, "attributes", "KeyValue"),
    one(5, "droppedAttributesCount", "uint32"),
    one(6, "flags", "fixed32"),
  ],
  SpanStatus: [one(2, "message", "string"), one(3, "code", "enum")],
  ExportLogsServiceRequest: [many(1, "resourceLogs", "ResourceLogs")],
  ResourceLogs: [one(1, "resource", "Resource"), many(2, "scopeLogs", "ScopeLogs"), one(3, "schemaUrl", "string")],
  ScopeLogs: [one(1, "scope", "InstrumentationScope"), many(2, "logRecords", "LogRecord"), one(3, "schemaUrl", "string")],
  LogRecord: [
    one(1, "timeUnixNano", "fixed64"),
    one(2, "severityNumber", "enum"),
    one(3, "severityText", "string"),
    one(5, "body", "AnyValue"),
    many(6, "attributes", "KeyValue"),
    one(7, "droppedAttributesCount", "uint32"),
    one(8, "flags", "fixed32"),
    one(9, "traceId", "id"),
    one(10, "spanId", "id"),
    one(11, "observedTimeUnixNano", "fixed64"),
    one(12, "eventName", "string"),
  ],
  Resource: [many(1, "attributes", "KeyValue"), one(2, "droppedAttributesCount", "uint32"), many(3, "entityRefs", "EntityRef")],
  EntityRef: [one(1, "schemaUrl", "string"), one(2, "type", "string"), many(3, "idKeys", "string"), many(4, "descriptionKeys", "string")],
  InstrumentationScope: [
    one(1, "name", "string"),
    one(2, "version", "string"),
    many(3, "attributes", "KeyValue"),
    one(4, "droppedAttributesCount", "uint32"),
  ],
  // The indices into a dictionary's strings stand for a key and a value in profiles alone; elsewhere nothing reads them.
  KeyValue: [one(1, "key", "string"), one(2, "value", "AnyValue"), one(3, "keyStrindex", "int32")],
  AnyValue: [
    either(1, "stringValue", "string"),
    either(2, "boolValue", "bool"),
    either(3, "intValue", "int64"),
    either(4, "doubleValue", "double"),
    either(5, "arrayValue", "ArrayValue"),
    either(6, "kvlistValue", "KeyValueList"),
    either(7, "bytesValue", "bytes"),
    either(8, "stringValueStrindex", "int32"),
  ],
  ArrayValue: [many(1, "values", "AnyValue")],
  KeyValueList: [many(1, "values", "KeyValue")],
  ExportTraceServiceResponse: [one(1, "partialSuccess", "ExportTracePartialSuccess")],
  ExportTracePartialSuccess: [one(1, "rejectedSpans", "int64"), one(2, "errorMessage", "string")],
  ExportLogsServiceResponse: [one(1, "partialSuccess", "ExportLogsPartialSuccess")],
  ExportLogsPartialSuccess: [one(1, "rejectedLogRecords", "int64"), one(2, "errorMessage", "string")],
  ...PROFILE_MESSAGES,
};

/** Whether a field's type is a message. */
export function isMessage(type: Field["type"]): type is MessageName {
  return type in MESSAGES;
}
