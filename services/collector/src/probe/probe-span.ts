import { jsonToMessage } from "@throughline/otlp";
import { PROBE, PROBE_RESOURCE, type ProbeForm } from "./probe-item.ts";

const DURATION = 1_000n;

/** A span that is written to be read back, alone in its trace. */
export const PROBE_SPAN: ProbeForm = {
  request({ timeUnixNano, traceId, spanId }) {
    const span = {
      traceId,
      spanId,
      name: PROBE,
      kind: 1,
      startTimeUnixNano: String(timeUnixNano),
      endTimeUnixNano: String(timeUnixNano + DURATION),
    };
    const request = { resourceSpans: [{ resource: PROBE_RESOURCE, scopeSpans: [{ spans: [span] }] }] };
    return jsonToMessage("ExportTraceServiceRequest", JSON.stringify(request));
  },
  equal: "name = {probe:String} AND duration = {duration:UInt64}",
  params: { duration: String(DURATION) },
};
