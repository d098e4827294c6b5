import type { OtlpResourceSpans } from "../../foreign/otlp-shapes.ts";
import { type JaegerKeyValue, keyValues } from "./key-values.ts";
import { type JaegerSpan, spanJson } from "./span-json.ts";

interface JaegerProcess {
  readonly serviceName: string;
  readonly tags: readonly JaegerKeyValue[];
}

/** A trace of Jaeger's JSON model, by the structs that Grafana decodes it into and what jaeger-ui reads. */
export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, JaegerProcess>>;
  readonly warnings: readonly string[];
}

const SERVICE_NAME = "service.name";

/** Traces of OTLP/JSON as Jaeger's, in the order of their first spans. One without spans does not come out: Grafana looks at the first of each. */
export function tracesJson(resourceSpans: readonly OtlpResourceSpans[], warningsOf: (traceId: string) => readonly string[]): JaegerTrace[] {
  const processes = new Map<string, string>(); // JSON of a process, and its ID
  const traces = new Map<string, { spans: JaegerSpan[]; processes: Record<string, JaegerProcess> }>();
  for (const { resource, scopeSpans = [] } of resourceSpans) {
    const process = processJson(resource?.attributes);
    const json = JSON.stringify(process);
    const processID = processes.get(json) ?? `p${processes.size + 1}`;
    processes.set(json, processID);
    for (const { scope, spans = [] } of scopeSpans)
      for (const span of spans) {
        const converted = spanJson(span, scope, processID);
        const trace = traces.get(converted.traceID) ?? { spans: [], processes: {} };
        traces.set(converted.traceID, trace);
        trace.spans.push(converted);
        trace.processes[processID] = process;
      }
  }
  return [...traces].map(([traceID, trace]) => ({ traceID, ...trace, warnings: warningsOf(traceID) }));
}

function processJson(attributes: NonNullable<OtlpResourceSpans["resource"]>["attributes"] = []): JaegerProcess {
  const name = attributes.find(({ key }) => key === SERVICE_NAME)?.value?.["stringValue"];
  return {
    serviceName: typeof name === "string" && name !== "" ? name : "unknown_service",
    tags: keyValues(attributes.filter(({ key }) => key !== SERVICE_NAME)),
  };
}
