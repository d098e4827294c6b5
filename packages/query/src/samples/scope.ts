import type { Parameters } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { aroundTraces } from "./bounds.ts";

/** What tells one span from all others, in hex. */
export interface SpanKey {
  readonly traceId: string;
  readonly spanId: string;
}

/** Which samples are meant: those in the range for which everything else holds, too. */
export interface SampleScope {
  readonly range: TimeRange;
  readonly service?: string;
  readonly of?: SampleOwners;
  /** A thread of one process: fingerprint of its resource, and the thread's ID there. */
  readonly thread?: { readonly resource: string; readonly threadId: string };
}

/** Whom samples belong to: any of these. */
export interface SampleOwners {
  /** All of these traces. */
  readonly traceIds: readonly string[];
  /** Spans of other traces. */
  readonly spans: readonly SpanKey[];
  /** When samples of those traces are looked for, within the range; where it is not given, it is asked for. */
  readonly ran?: TimeRange;
  /** Samples that carry it outside any trace, from the whole range. */
  readonly correlationId?: string;
}

/** Whether nobody owns any. */
export function isNobody({ traceIds, spans, correlationId }: SampleOwners): boolean {
  return traceIds.length === 0 && spans.length === 0 && correlationId === undefined;
}

/**
 * What stands behind FROM to read the samples of a scope. Each way to belong has a SELECT of its own, so that the index of that way serves
 * it; no sample comes in two ways.
 */
export function samplesTable(parameters: Parameters, { range, service, of, thread }: SampleScope, further: readonly string[] = []): string {
  const all = [
    ...(service === undefined ? [] : [`service = ${parameters.bind("String", service)}`]),
    ...further,
    `time >= ${parameters.time(range.from)}`,
    `time < ${parameters.time(range.to)}`,
    ...(thread
      ? [`resource = ${parameters.bind("UInt64", thread.resource)}`, `thread_id = ${parameters.bind("UInt64", thread.threadId)}`]
      : []),
  ];
  if (!of) return `samples WHERE ${all.join(" AND ")}`;
  const ways = waysOf(parameters, of).map((way) => `SELECT ${COLUMNS} FROM samples WHERE ${[...all, ...way].join(" AND ")}`);
  return `(\n  ${ways.join("\n  UNION ALL\n  ")}\n)`;
}

/** ClickHouse reads those of them that a statement uses. */
const COLUMNS = "time, duration, service, type, unit, value, count, period, stack, trace_id, span_id, resource";

function waysOf(parameters: Parameters, { traceIds, spans, ran, correlationId }: SampleOwners): readonly (readonly string[])[] {
  const ways: string[][] = [];
  const then = (ids: readonly string[]): string[] => {
    const { from, to } = ran ? { from: parameters.time(ran.from), to: parameters.time(ran.to) } : aroundTraces(parameters, ids);
    return [`time >= ${from}`, `time < ${to}`];
  };
  if (traceIds.length > 0) ways.push([...then(traceIds), `trace_id IN ${parameters.traceIds(traceIds)}`]);
  if (spans.length > 0) ways.push([...then([...new Set(spans.map(({ traceId }) => traceId))]), ...areOf(parameters, spans)]);
  if (correlationId !== undefined)
    ways.push(["trace_id = toFixedString('', 16)", `has(correlation_ids, ${parameters.bind("String", correlationId)})`]);
  return ways;
}

function areOf(parameters: Parameters, spans: readonly SpanKey[]): readonly string[] {
  const [first] = spans;
  if (first && spans.length === 1)
    return [`trace_id = ${parameters.traceId(first.traceId)}`, `span_id = ${parameters.spanId(first.spanId)}`];
  const keys = parameters.strings(spans.map(({ traceId, spanId }) => traceId + spanId));
  const pairs = `SELECT toFixedString(substring(unhex(arrayJoin(${keys}) AS key), 1, 16), 16), toFixedString(substring(unhex(key), 17, 8), 8)`;
  // The index knows span IDs alone.
  return [`span_id IN (SELECT toFixedString(substring(unhex(arrayJoin(${keys})), 17, 8), 8))`, `(trace_id, span_id) IN (${pairs})`];
}
