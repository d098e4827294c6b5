import { jsonToMessage } from "@throughline/otlp";
import { PROBE, PROBE_RESOURCE, type ProbeForm } from "./probe-item.ts";

const TYPE = "wall";
const UNIT = "nanoseconds";
const VALUE = 1_000;
const STRINGS = ["", TYPE, UNIT, PROBE];

/** A stack sample that is written to be read back, with its stack. */
export const PROBE_SAMPLE: ProbeForm = {
  request({ timeUnixNano, traceId, spanId }) {
    const valueType = { typeStrindex: 1, unitStrindex: 2 };
    const profile = {
      sampleType: valueType,
      periodType: valueType,
      period: String(VALUE),
      timeUnixNano: String(timeUnixNano),
      durationNano: String(VALUE),
      samples: [{ stackIndex: 1, linkIndex: 1, values: [String(VALUE)], timestampsUnixNano: [String(timeUnixNano)] }],
    };
    const request = {
      resourceProfiles: [{ resource: PROBE_RESOURCE, scopeProfiles: [{ profiles: [profile] }] }],
      dictionary: {
        stringTable: STRINGS,
        functionTable: [{}, { nameStrindex: STRINGS.indexOf(PROBE) }],
        locationTable: [{}, { lines: [{ functionIndex: 1 }] }],
        stackTable: [{}, { locationIndices: [1] }],
        linkTable: [{}, { traceId, spanId }],
      },
    };
    return jsonToMessage("ExportProfilesServiceRequest", JSON.stringify(request));
  },
  equal:
    "type = {type:String} AND unit = {unit:String} AND value = {value:UInt64} AND stack IN (SELECT stack FROM stacks WHERE service = {probe:String})",
  params: { type: TYPE, unit: UNIT, value: VALUE },
};
