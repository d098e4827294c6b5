import { OPEN_SPAN } from "../events/event-names.ts";
import { Parameters, type Statement } from "../statement.ts";
import type { TimeRange } from "../windows.ts";

/** The start of a span, from its report, in Unix nanoseconds. */
const STARTED = "toUnixTimestamp64Nano(time) - toInt64OrZero(attributes['throughline.span.age_nano'])";

/** Events and links are not reported. */
const NOTHING = Object.entries({
  event_times: "Array(UInt64)",
  event_names: "Array(String)",
  event_attributes: "Array(Map(LowCardinality(String), String))",
  event_attribute_types: "Array(String)",
  link_trace_ids: "Array(String)",
  link_span_ids: "Array(String)",
  link_attributes: "Array(Map(LowCardinality(String), String))",
  link_attribute_types: "Array(String)",
})
  .map(([column, type]) => `CAST([], '${type}') AS ${column}`)
  .join(", ");

/** Condition on a row of `logs` that it reports a span to be open that may have begun in the range. */
function reports(parameters: Parameters, range: TimeRange): string {
  return `time >= ${parameters.time(range.from)} AND event_name = '${OPEN_SPAN}'`;
}

/** Gives a row if any span of the range was reported to be open: most often none was. */
export function anyReportStatement(range: TimeRange): Statement {
  const parameters = new Parameters();
  return parameters.statement(`SELECT 1 AS found\nFROM logs\nWHERE ${reports(parameters, range)}\nLIMIT 1`);
}

/**
 * The spans that began in the range and have not ended, by their last report, as a table with those columns of `spans` that a filter
 * asks for. `among`: further condition, such as on the trace ID.
 */
export function openSpansTable(parameters: Parameters, range: TimeRange, among: string = "true"): string {
  const of = `${reports(parameters, range)} AND ${among}`;
  return `(
  SELECT trace_id, span_id, toFixedString(substring(unhex(attributes['throughline.span.parent_id']), 1, 8), 8) AS parent_span_id,
    fromUnixTimestamp64Nano(started, 'UTC') AS time, service, resource, attributes, attribute_types,
    attributes['throughline.span.name'] AS name, attributes['throughline.span.kind'] AS kind, 'unset' AS status_code, '' AS status_message,
    toUInt64OrZero(attributes['throughline.span.age_nano']) AS duration,
    attributes['throughline.span.scope'] AS scope_name, '' AS scope_version, '' AS scope_rest, ${NOTHING}
  FROM (
    SELECT trace_id, span_id, ${STARTED} AS started, service, resource, attributes, attribute_types
    FROM logs
    WHERE ${of}
    ORDER BY logs.time DESC
    LIMIT 1 BY trace_id, span_id
  )
  WHERE started >= ${parameters.bind("Int64", range.from)} AND started < ${parameters.bind("Int64", range.to)}
    AND (trace_id, span_id) NOT IN (
      SELECT trace_id, span_id FROM spans WHERE (toStartOfTenMinutes(time), trace_id) IN (
        SELECT toStartOfTenMinutes(fromUnixTimestamp64Nano(${STARTED}, 'UTC')), trace_id FROM logs WHERE ${of}))
)`;
}
