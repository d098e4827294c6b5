/**
 * The tables that OpenTelemetry's ClickHouse exporter makes by default on an engine as new as ours (contrib 0.161,
 * `internal/sqltemplates`), and the statements that fill them from our tables with the same spans and log records: IDs as hex text, the
 * resource beside every row.
 */
export const EXPORTER_TRACES: readonly string[] = [
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

/** Resource attributes that the exporter keeps in columns of their own. */
const MATERIALIZED = [
  "k8s.cluster.name",
  "k8s.container.name",
  "k8s.deployment.name",
  "k8s.namespace.name",
  "k8s.node.name",
  "k8s.pod.name",
  "k8s.pod.uid",
  "deployment.environment.name",
];

const maps = (prefix: string, map: string): string =>
  ["keys", "values"]
    .map((part) => `  INDEX ${prefix}_${part} map${part === "keys" ? "Keys" : "Values"}(${map}) TYPE text(tokenizer = 'array'),`)
    .join("\n");

/** With its text indexes, which it makes from ClickHouse 26.2 on; for traces it has none yet. */
export const EXPORTER_LOGS = `CREATE TABLE otel_logs (
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  TraceFlags UInt8,
  SeverityText LowCardinality(String) CODEC(ZSTD(1)),
  SeverityNumber UInt8,
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  Body String CODEC(ZSTD(1)),
  ResourceSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion LowCardinality(String) CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  LogAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  EventName String CODEC(ZSTD(1)),
${MATERIALIZED.map((key) => `  \`__otel_materialized_${key}\` LowCardinality(String) MATERIALIZED ResourceAttributes['${key}'] CODEC(ZSTD(1)),`).join("\n")}
  INDEX idx_trace_id TraceId TYPE text(tokenizer = 'array'),
${maps("idx_res_attr", "ResourceAttributes")}
${maps("idx_scope_attr", "ScopeAttributes")}
${maps("idx_log_attr", "LogAttributes")}
  INDEX idx_lower_body lower(Body) TYPE text(tokenizer = 'splitByNonAlpha')
) ENGINE = MergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`;

const resourcesOf = (ours: string): string => `(SELECT resource, any(attributes) AS attributes FROM ${ours}.resources GROUP BY resource)`;

/** Copies spans of our database `ours`: those for which `condition` holds. */
export function copySpans(ours: string, condition = "true"): string {
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
INNER JOIN ${resourcesOf(ours)} AS r USING resource
WHERE ${condition}`;
}

/** Copies log records of our database `ours`: those for which `condition` holds. */
export function copyLogs(ours: string, condition: string): string {
  return `INSERT INTO otel_logs SELECT
  time,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))),
  if(span_id = toFixedString('', 8), '', lower(hex(span_id))),
  toUInt8(bitAnd(flags, 255)),
  severity_text,
  severity_number,
  l.service,
  body,
  '',
  r.attributes,
  '',
  scope_name,
  scope_version,
  map(),
  l.attributes,
  event_name
FROM ${ours}.logs AS l
INNER JOIN ${resourcesOf(ours)} AS r USING resource
WHERE ${condition}`;
}
