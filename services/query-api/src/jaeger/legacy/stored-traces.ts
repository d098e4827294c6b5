import type { TraceSpans } from "@throughline/query";
import { storedOtlp } from "../../foreign/stored-otlp.ts";
import { type JaegerTrace, tracesJson } from "./trace-json.ts";

/** Traces as stored, by ID, as Jaeger's. */
export function storedTraces(found: TraceSpans): ReadonlyMap<string, JaegerTrace> {
  const traces = tracesJson(storedOtlp(found), (traceId) =>
    found.cut.has(traceId) ? ["The trace has more spans than are given: these are the earliest"] : [],
  );
  return new Map(traces.map((trace) => [trace.traceID, trace]));
}
