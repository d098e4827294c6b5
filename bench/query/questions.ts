import type { Asked } from "./asked.ts";

/**
 * A question to both schemas. Ours is asked as users do, through the HTTP API. The exporter's is asked by the SQL that its README and the
 * data sources of Grafana and HyperDX write, with its indexes used as well as they can be: conditions in the form that the index has,
 * times as constants, only the columns that are shown. Where a search finds traces, its users get the newest spans that match, without
 * the summaries of their traces that ours adds: more statements would make it slower.
 */
export interface Question {
  readonly name: string;
  readonly path: (asked: Asked) => string;
  /** What our answer holds, told apart by IDs or texts. */
  readonly found: (answer: unknown) => readonly string[];
  /** Statements, all asked at once. Their parameters are those of `Asked`. */
  readonly sql: readonly string[];
  /** Column of their rows that says the same. */
  readonly column: string;
  /** Whether both answers are the same in full, or end after the same number of rows, which ours counts by trace. */
  readonly isWhole: boolean;
}

const time = (name: keyof Asked): string => `fromUnixTimestamp64Nano({${name}:Int64}, 'UTC')`;
const within = (from: keyof Asked): string => `Timestamp >= ${time(from)} AND Timestamp < ${time("to")}`;

const SPAN_COLUMNS = `Timestamp, TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind, ServiceName, ResourceAttributes,
  ScopeName, ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage, Events.Timestamp, Events.Name, Events.Attributes,
  Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes`;
const LOG_COLUMNS = "Timestamp, TraceId, SpanId, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes, LogAttributes";

/** With the table of times, as the exporter's README has it. */
const SPANS_OF_TRACE = `WITH
  {traceId:String} AS trace_id,
  (SELECT min(Start) FROM otel_traces_trace_id_ts WHERE TraceId = trace_id) AS start,
  (SELECT max(End) + 1 FROM otel_traces_trace_id_ts WHERE TraceId = trace_id) AS end
SELECT ${SPAN_COLUMNS} FROM otel_traces WHERE TraceId = trace_id AND Timestamp >= start AND Timestamp <= end`;
const LOGS_OF_TRACE = `SELECT ${LOG_COLUMNS} FROM otel_logs WHERE TraceId = {traceId:String} ORDER BY Timestamp DESC LIMIT 100`;

/** The newest 20 spans. */
const search = (condition: string, from: keyof Asked): string =>
  `SELECT TraceId, SpanId, ServiceName, SpanName, Timestamp, Duration, StatusCode FROM otel_traces
WHERE ${condition} AND ${within(from)} ORDER BY Timestamp DESC LIMIT 20`;

/**
 * `{ checkout } >> { error }`. The fastest of what SQL has for it (a recursive CTE took twenty times as long): the spans of each trace that
 * has both as arrays, and from each span up to its parents, of which the way doubles with every step.
 */
const BELOW = `SELECT TraceId, arrayMax(arrayFilter((time, isError, isBelow) -> isError AND isBelow, times, errors, below)) AS newest
FROM (
  SELECT TraceId, groupArray(SpanId) AS ids, groupArray(Timestamp) AS times,
    groupArray(StatusCode = 'Error') AS errors, groupArray(ServiceName = 'checkout') AS checkouts,
    arrayMap(parent -> indexOf(ids, parent), groupArray(ParentSpanId)) AS parents,
    arrayFold(
      (state, step) -> (
        arrayMap((up, isBelow) -> isBelow OR up > 0 AND state.1[up], state.2, state.1),
        arrayMap(up -> if(up > 0, state.2[up], 0), state.2)
      ),
      range(7),
      (arrayMap(up -> toUInt8(up > 0 AND checkouts[up]), parents), parents)
    ).1 AS below
  FROM otel_traces
  WHERE ${within("hourFrom")} AND TraceId IN (
    SELECT TraceId FROM otel_traces WHERE ${within("hourFrom")} AND (ServiceName = 'checkout' OR StatusCode = 'Error')
    GROUP BY TraceId HAVING countIf(ServiceName = 'checkout') > 0 AND countIf(StatusCode = 'Error') > 0)
  GROUP BY TraceId
)
WHERE arrayExists((isError, isBelow) -> isError AND isBelow, errors, below)
ORDER BY newest DESC LIMIT 20`;

/** What our list of traces shows of each: of the newest 20. */
const SUMMARIES = `SELECT TraceId, min(Timestamp) AS start, max(addNanoseconds(Timestamp, Duration)) AS end, count() AS spans,
  countIf(StatusCode = 'Error') AS errors, groupUniqArray(ServiceName) AS services,
  argMinIf(ServiceName, Timestamp, ParentSpanId = '') AS rootService, argMinIf(SpanName, Timestamp, ParentSpanId = '') AS rootName
FROM otel_traces
WHERE ${within("dayFrom")} AND TraceId IN (
  SELECT TraceId FROM otel_traces WHERE ServiceName = {service:String} AND SpanName = {operation:String} AND ${within("dayFrom")}
  GROUP BY TraceId ORDER BY max(Timestamp) DESC LIMIT 20)
GROUP BY TraceId`;

/** The newest 50 log records, in the form that lets ClickHouse read them in the table's order. */
const searchLogs = (condition: string): string =>
  `SELECT ${LOG_COLUMNS} FROM otel_logs
WHERE ${condition} AND toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(${time("from")}) AND ${within("from")}
ORDER BY (toStartOfFiveMinutes(Timestamp), Timestamp) DESC LIMIT 50`;

interface Answer {
  readonly traces: readonly { readonly traceId: string }[];
  readonly spans: readonly { readonly spanId: string }[];
  readonly logs: readonly { readonly spanId: string }[];
  readonly series: readonly {
    readonly service: string;
    readonly points: readonly { readonly timeUnixNano: string; readonly calls: number }[];
  }[];
}

interface TempoAnswer {
  readonly trace: {
    readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly { readonly spanId: string }[] }[] }[];
  };
}

const traces = (answer: unknown) => (answer as Answer).traces.map(({ traceId }) => traceId);
const spans = (answer: unknown) => (answer as Answer).spans.map(({ spanId }) => spanId);
const logs = (answer: unknown) => (answer as Answer).logs.map(({ spanId }) => spanId);
const spansAndLogs = (answer: unknown) => [...spans(answer), ...logs(answer)];

const steps = (answer: unknown) =>
  (answer as Answer).series.flatMap(({ service, points }) =>
    points.filter(({ calls }) => calls > 0).map(({ timeUnixNano, calls }) => `${service} ${timeUnixNano.slice(0, -9)} ${calls}`),
  );

const text = (value: string) => JSON.stringify(value);
const path = (of: string, parameters: Record<string, string>) => `/api/v1/${of}?${new URLSearchParams(parameters).toString()}`;
const searchPath = (q: string, asked: Asked, from: keyof Asked) => path("traces", { q, start: asked[from], end: asked.to, limit: "20" });
const operation = ({ service, operation: name }: Asked) => `{ resource.service.name = ${text(service)} && name = ${text(name)} }`;
const OPERATION = "ServiceName = {service:String} AND SpanName = {operation:String}";

/** Tempo's JSON has IDs in base64. */
const tempoSpans = (answer: unknown) =>
  (answer as TempoAnswer).trace.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap((ofScope) => ofScope.spans.map(({ spanId }) => Buffer.from(spanId, "base64").toString("hex"))),
  );

export const QUESTIONS: readonly Question[] = [
  {
    name: "trace by ID: all that belongs to it; the exporter's: spans alone",
    path: ({ traceId }) => `/api/v1/traces/${traceId}`,
    found: spans,
    sql: [SPANS_OF_TRACE],
    column: "SpanId",
    isWhole: true,
  },
  {
    name: "trace by ID: spans alone, by Tempo's API",
    path: ({ traceId }) => `/tempo/api/v2/traces/${traceId}`,
    found: tempoSpans,
    sql: [SPANS_OF_TRACE],
    column: "SpanId",
    isWhole: true,
  },
  {
    name: "trace by ID: with its log records",
    path: ({ traceId }) => `/api/v1/traces/${traceId}`,
    found: spansAndLogs,
    sql: [SPANS_OF_TRACE, LOGS_OF_TRACE],
    column: "SpanId",
    isWhole: true,
  },
  {
    name: "service + operation, 1 h",
    path: (asked) => searchPath(operation(asked), asked, "hourFrom"),
    found: traces,
    sql: [search(OPERATION, "hourFrom")],
    column: "TraceId",
    isWhole: false,
  },
  {
    name: "service + operation, 24 h",
    path: (asked) => searchPath(operation(asked), asked, "dayFrom"),
    found: traces,
    sql: [search(OPERATION, "dayFrom")],
    column: "TraceId",
    isWhole: false,
  },
  {
    name: "service + operation, 24 h, with summaries of the traces",
    path: (asked) => searchPath(operation(asked), asked, "dayFrom"),
    found: traces,
    sql: [SUMMARIES],
    column: "TraceId",
    isWhole: true,
  },
  {
    name: "rare attribute, all time",
    path: (asked) => searchPath(`{ span.url.path = ${text(asked.path)} }`, asked, "from"),
    found: traces,
    sql: [search("SpanAttributes['url.path'] = {path:String}", "from")],
    column: "TraceId",
    isWhole: false,
  },
  {
    name: "common attribute, 1 h",
    path: (asked) => searchPath('{ span.app.feature = "new-pricing" }', asked, "hourFrom"),
    found: traces,
    sql: [search("SpanAttributes['app.feature'] = 'new-pricing'", "hourFrom")],
    column: "TraceId",
    isWhole: false,
  },
  {
    name: "correlation ID, all time: spans and log records",
    path: ({ correlationId }) => `/api/v1/correlations/${correlationId}`,
    found: spansAndLogs,
    sql: [
      `SELECT ${SPAN_COLUMNS} FROM otel_traces WHERE SpanAttributes['correlation.id'] = {correlationId:String} AND ${within("from")}`,
      `SELECT ${LOG_COLUMNS} FROM otel_logs WHERE LogAttributes['correlation.id'] = {correlationId:String} AND ${within("from")}`,
    ],
    column: "SpanId",
    isWhole: true,
  },
  {
    name: "duration + error, 24 h",
    path: (asked) => searchPath("{ duration > 500ms && status = error }", asked, "dayFrom"),
    found: traces,
    sql: [search("Duration > 500000000 AND StatusCode = 'Error'", "dayFrom")],
    column: "TraceId",
    isWhole: false,
  },
  {
    name: "structure: an error anywhere below a service (>>), 1 h",
    path: (asked) => searchPath('{ resource.service.name = "checkout" } >> { status = error }', asked, "hourFrom"),
    found: traces,
    sql: [BELOW],
    column: "TraceId",
    isWhole: true,
  },
  {
    name: "rate, errors and percentiles by service, 24 h in steps of 15 min",
    path: (asked) => path("red", { start: asked.dayFrom, end: asked.to, step: "15m" }),
    found: steps,
    sql: [
      `SELECT ServiceName, toUnixTimestamp(toStartOfFifteenMinutes(Timestamp)) AS start, count() AS calls, countIf(StatusCode = 'Error') AS errors,
  quantiles(0.5, 0.95, 0.99)(Duration) AS percentiles, concat(ServiceName, ' ', start, ' ', calls) AS step
FROM otel_traces WHERE ${within("dayFrom")} GROUP BY ServiceName, start`,
    ],
    column: "step",
    isWhole: true,
  },
  {
    name: "rare word in log records, all time",
    path: ({ token, from, to }) => path("logs", { q: token, start: from, end: to, limit: "50" }),
    found: logs,
    sql: [searchLogs("hasAllTokens(lower(Body), {token:String})")],
    column: "SpanId",
    isWhole: true,
  },
  {
    name: "common word in log records, all time",
    path: ({ from, to }) => path("logs", { q: "warehouse", start: from, end: to, limit: "50" }),
    found: logs,
    sql: [searchLogs("hasAllTokens(lower(Body), 'warehouse')")],
    column: "SpanId",
    isWhole: true,
  },
  {
    name: "log records by trace ID",
    path: ({ traceId }) => path("logs", { traceId, limit: "100" }),
    found: logs,
    sql: [LOGS_OF_TRACE],
    column: "SpanId",
    isWhole: true,
  },
];
