import { CORRELATION_ATTRIBUTES, isCorrelationId } from "@throughline/model";
import type { Literal } from "@throughline/traceql";
import type { Parameters } from "../statement.ts";

/** Condition that the trace of a row carries the correlation ID that the attribute holds; `undefined` where it holds none that is stored. */
export function carriedBy(parameters: Parameters, key: string, literal: Literal): string | undefined {
  const id = correlationIdOf(key, literal);
  return id === undefined
    ? undefined
    : `trace_id IN (SELECT trace_id FROM correlations WHERE correlation_id = ${parameters.bind("String", id)})`;
}

/** The correlation ID that an attribute of a span with this value tells. */
export function correlationIdOf(key: string, literal: Literal): string | undefined {
  return CORRELATION_ATTRIBUTES.has(key) && literal.type === "string" && isCorrelationId(literal.value) ? literal.value : undefined;
}
