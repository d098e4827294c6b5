import { otlpTraces, type TraceSpans } from "@throughline/query";
import type { OtlpResourceSpans } from "../../foreign/otlp-shapes.ts";
import { resourceJson } from "../../resource-json.ts";
import { type JaegerTrace, tracesJson } from "./trace-json.ts";

/** Traces as stored, by ID, as Jaeger's. */
export function storedTraces({ spans, resources, cut }: TraceSpans): ReadonlyMap<string, JaegerTrace> {
  const { resourceSpans } = otlpTraces(spans, resources, resourceJson);
  const traces = tracesJson(resourceSpans as OtlpResourceSpans[], (traceId) =>
    cut.has(traceId) ? ["The trace has more spans than are given: these are the earliest"] : [],
  );
  return new Map(traces.map((trace) => [trace.traceID, trace]));
}
