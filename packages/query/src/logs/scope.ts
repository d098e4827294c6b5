import type { Parameters } from "../statement.ts";

/** Whose log records are searched: what all of these ask for. */
export interface LogScope {
  readonly service?: string | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  /** Fingerprint of the resource: records of one process. */
  readonly resource?: string | undefined;
  readonly correlation?: {
    readonly id: string;
    readonly traceIds: readonly string[];
    readonly outsideTraces: boolean;
  };
}

/** Conditions on a row of `logs`, in one way or two. Each is served by an index of its own, and no row fulfils two of them. */
export function scopeConditions(parameters: Parameters, { service, traceId, spanId, resource, correlation }: LogScope): string[][] {
  const own = [
    ...(service === undefined ? [] : [`service = ${parameters.bind("String", service)}`]),
    ...(traceId === undefined ? [] : [`trace_id = ${parameters.traceId(traceId)}`]),
    ...(spanId === undefined ? [] : [`span_id = ${parameters.spanId(spanId)}`]),
    ...(resource === undefined ? [] : [`resource = ${parameters.bind("UInt64", BigInt(resource))}`]),
  ];
  if (!correlation) return [own];
  const conditions: string[][] = [];
  if (correlation.traceIds.length > 0 || !correlation.outsideTraces)
    conditions.push([...own, `trace_id IN ${parameters.traceIds(correlation.traceIds)}`]);
  if (correlation.outsideTraces)
    conditions.push([...own, "trace_id = toFixedString('', 16)", `has(correlation_ids, ${parameters.bind("String", correlation.id)})`]);
  return conditions;
}
