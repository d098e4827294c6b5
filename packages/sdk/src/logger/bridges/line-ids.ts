import type { Context } from "@opentelemetry/api";
import { correlationOf } from "../../correlation/correlation.ts";
import { validSpanOf } from "../active-span.ts";

/** Under these names lines say to which action, trace and span they belong. */
export interface LineIds {
  correlation_id?: string;
  trace_id?: string;
  span_id?: string;
}

export const LINE_IDS = ["correlation_id", "trace_id", "span_id"] as const;

/** The IDs of what runs in `ctx`, those that there are. */
export function lineIds(ctx: Context): LineIds {
  const ids: LineIds = {};
  const correlation = correlationOf(ctx);
  if (correlation !== undefined) ids.correlation_id = correlation;
  const span = validSpanOf(ctx);
  if (span !== undefined) {
    ids.trace_id = span.traceId;
    ids.span_id = span.spanId;
  }
  return ids;
}
