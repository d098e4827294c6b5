export { ATTRIBUTE_SCOPES, type AttributeList, attributeList, type AttributeValueList, attributeValueList } from "./attributes.ts";
export { type Access, parseToken, type Scope, SCOPE_PREFIXES, type Token } from "./access.ts";
export { type Block, block } from "./block.ts";
export { ApiError, type ApiClient, type ApiClientOptions, type CallOptions, createApiClient, pathOf } from "./client.ts";
export { type Correlation, correlation } from "./correlation.ts";
export { ERROR_ORDERS, type ErrorGroup, errorGroup, type ErrorList, errorList } from "./errors.ts";
export {
  type DifferenceNode,
  type FlameGraph,
  flameGraph,
  type FlameGraphDifference,
  flameGraphDifference,
  type FlameNode,
  type TopFunctions,
  topFunctions,
} from "./flamegraph.ts";
export { type Instance, instance, type InstanceList, instanceList, type OpenGroup, type StallList, stallList } from "./instances.ts";
export { type LogList, logList, type OperationList, operationList, type ServiceList, serviceList } from "./lists.ts";
export { type Lookup, lookup } from "./lookup.ts";
export { type Log, log } from "./log.ts";
export { type LogContext, logContext } from "./log-context.ts";
export { type LogHistogram, logHistogram } from "./log-histogram.ts";
export { type MetricsResult, metricsResult, metricsSeries } from "./metrics.ts";
export { type Note, type NoteCode, note, NOTE_CODES } from "./note.ts";
export { type OtlpLogs, otlpLogs, type OtlpTraces, otlpTraces } from "./otlp.ts";
export { MAX_LIMIT } from "./parameters.ts";
export { type Red, red } from "./red.ts";
export { FLAME_GRAPH_FORMATS, type Route, type RouteName, routes } from "./routes.ts";
export { type ServiceMap, serviceMap } from "./service-map.ts";
export { type Span, span, SPAN_KINDS } from "./span.ts";
export { type ErrorBody, errorBody, type Health, health, type Readiness, readiness } from "./status.ts";
export { type Storage, storage } from "./storage.ts";
export { type System, system } from "./system.ts";
export type { TailEvent, TailNote } from "./tail.ts";
export { type Spanset, spanset, type Trace, trace, type TraceList, traceList, type TraceSummary, traceSummary } from "./trace.ts";
