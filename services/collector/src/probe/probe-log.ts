import { jsonToMessage } from "@throughline/otlp";
import { PROBE, PROBE_RESOURCE, type ProbeForm } from "./probe-item.ts";

const BODY = "written to be read back";
const SEVERITY = 1;

/** A log record that is written to be read back. */
export const PROBE_LOG: ProbeForm = {
  request({ timeUnixNano, traceId, spanId }) {
    const record = {
      timeUnixNano: String(timeUnixNano),
      severityNumber: SEVERITY,
      eventName: PROBE,
      body: { stringValue: BODY },
      traceId,
      spanId,
    };
    const request = { resourceLogs: [{ resource: PROBE_RESOURCE, scopeLogs: [{ logRecords: [record] }] }] };
    return jsonToMessage("ExportLogsServiceRequest", JSON.stringify(request));
  },
  equal: "event_name = {probe:String} AND body = {body:String} AND severity_number = {severity:UInt8}",
  params: { body: BODY, severity: SEVERITY },
};
