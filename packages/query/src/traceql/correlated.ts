import { CORRELATION_ATTRIBUTES, isCorrelationId } from "@throughline/model";
import type { Literal } from "@throughline/traceql";
import type { Parameters } from "../statement.ts";

/** These have counted for a shorter time than data is kept: of spans from before, the table of IDs does not know them. */
const RECENT: ReadonlySet<string> = new Set(["http.request.header.x_correlation_id", "http.request.header.x_request_id"]);

/** Condition that the trace of a row carries the correlation ID that the attribute holds; `undefined` where it holds none that is stored. */
export function carriedBy(parameters: Parameters, key: string, literal: Literal): string | undefined {
  const id = correlationIdOf(key, literal);
  return id === undefined
    ? undefined
    : `trace_id IN (SELECT trace_id FROM correlations WHERE correlation_id = ${parameters.bind("String", id)})`;
}

/** The correlation ID that an attribute of a span with this value tells. */
export function correlationIdOf(key: string, literal: Literal): string | undefined {
  const told = CORRELATION_ATTRIBUTES.has(key) && !RECENT.has(key);
  return told && literal.type === "string" && isCorrelationId(literal.value) ? literal.value : undefined;
}
