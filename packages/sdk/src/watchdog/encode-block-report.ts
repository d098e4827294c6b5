import type { HrTime, SeverityNumber } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { encodeLogs } from "../delivery/encode-logs.ts";
import { BLOCKED_EVENT, type BlockReport, EVENT_SCOPE } from "./block-report.ts";
import type { PlainResource } from "./watch-messages.ts";

/** `SeverityNumber.WARN`, whose package is too big for the helper thread. */
const WARN: SeverityNumber.WARN = 13;

/** A report as an `ExportLogsServiceRequest`, made without OpenTelemetry's SDK. */
export function encodeBlockReport(report: BlockReport, { attributes, schemaUrl }: PlainResource): Uint8Array<ArrayBuffer> {
  const time: HrTime = [Number(report.timeUnixNano / 1_000_000_000n), Number(report.timeUnixNano % 1_000_000_000n)];
  const { traceId, spanId, traceFlags } = report;
  const resource: Partial<Resource> = { attributes, asyncAttributesPending: false, ...(schemaUrl !== undefined && { schemaUrl }) };
  const record: ReadableLogRecord = {
    hrTime: time,
    hrTimeObserved: time,
    severityNumber: WARN,
    severityText: "WARN",
    eventName: BLOCKED_EVENT,
    body: report.body,
    ...(traceId !== undefined && spanId !== undefined && { spanContext: { traceId, spanId, traceFlags } }),
    attributes: report.attributes,
    droppedAttributesCount: 0,
    resource: resource as Resource,
    instrumentationScope: { name: EVENT_SCOPE },
  };
  return encodeLogs([record]).body;
}
