import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { encodeBatch, type EncodedBatch } from "./encode-batch.ts";
import { fixed64Tag, lengthTag, type OtlpWriter, varintTag } from "./otlp-writer.ts";

/** Encodes log records as an `ExportLogsServiceRequest`, as OpenTelemetry's own serializer would. */
export function encodeLogs(records: readonly ReadableLogRecord[]): EncodedBatch {
  return encodeBatch(records, writeLogRecord);
}

/** Writes a log record's fields. */
export function writeLogRecord(writer: OtlpWriter, record: ReadableLogRecord): void {
  writer.time(fixed64Tag(1), record.hrTime);
  writer.count(varintTag(2), record.severityNumber);
  if (record.severityText) writer.text(lengthTag(3), record.severityText);
  if (record.body !== undefined) writer.value(lengthTag(5), record.body);
  writer.attributes(lengthTag(6), record.attributes);
  writer.count(varintTag(7), record.droppedAttributesCount);
  const context = record.spanContext;
  if (context?.traceFlags) writer.flags(8, context.traceFlags);
  if (context?.traceId) writer.id(lengthTag(9), context.traceId);
  if (context?.spanId) writer.id(lengthTag(10), context.spanId);
  writer.time(fixed64Tag(11), record.hrTimeObserved);
  if (record.eventName) writer.text(lengthTag(12), record.eventName);
}
