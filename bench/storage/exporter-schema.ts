/**
 * The tables that OpenTelemetry's ClickHouse exporter makes for traces by default (contrib 0.161, `internal/sqltemplates`), and the
 * statement that fills them from our tables with the same spans: IDs as hex text, the resource beside every span.
 */
export const EXPORTER_SCHEMA: readonly string[] = [
  `CREATE TABLE otel_traces (
  Timestamp DateTime64(9) CODEC(Delta, ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  TraceState String CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(ZSTD(1)),
  SpanKind LowCardinality(String) CODEC(ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion String CODEC(ZSTD(1)),
  SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Duration UInt64 CODEC(ZSTD(1)),
  StatusCode LowCardinality(String) CODEC(ZSTD(1)),
  StatusMessage String CODEC(ZSTD(1)),
  Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  Links Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_duration Duration TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`,
  `CREATE TABLE otel_traces_trace_id_ts (
  TraceId String CODEC(ZSTD(1)),
  Start DateTime CODEC(Delta, ZSTD(1)),
  End DateTime CODEC(Delta, ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = MergeTree
PARTITION BY toDate(Start)
ORDER BY (TraceId, Start)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`,
  `CREATE MATERIALIZED VIEW otel_traces_trace_id_ts_mv TO otel_traces_trace_id_ts
AS SELECT TraceId, min(Timestamp) AS Start, max(Timestamp) AS End FROM otel_traces WHERE TraceId != '' GROUP BY TraceId`,
];

/** Copies all spans of our database `ours`. */
export function copySpans(ours: string): string {
  const kinds = "['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'][toInt8(kind) + 1]";
  return `INSERT INTO otel_traces SELECT
  time,
  lower(hex(trace_id)),
  lower(hex(span_id)),
  if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))),
  trace_state,
  name,
  ${kinds},
  s.service,
  r.attributes,
  scope_name,
  scope_version,
  s.attributes,
  duration,
  ['Unset', 'Ok', 'Error'][toInt8(status_code) + 1],
  status_message,
  arrayMap(t -> fromUnixTimestamp64Nano(toInt64(t)), event_times),
  event_names,
  event_attributes,
  arrayMap(id -> lower(hex(id)), link_trace_ids),
  arrayMap(id -> lower(hex(id)), link_span_ids),
  link_trace_states,
  link_attributes
FROM ${ours}.spans AS s
INNER JOIN (SELECT resource, any(attributes) AS attributes FROM ${ours}.resources GROUP BY resource) AS r USING resource`;
}
