export {
  filtersOf,
  INTRINSICS,
  isMetrics,
  KINDS,
  parse as parseTraceQL,
  printField,
  printFieldExpression,
  type Query,
  TraceQLError,
} from "@throughline/traceql";
export { type AttributeName, type AttributeScope, type AttributeSearch, type FoundNames, readAttributeNames } from "./attributes/names.ts";
export { type AttributeValue, type FoundValues, readAttributeValues, readIntrinsicValues } from "./attributes/values.ts";
export { type StoredCorrelation, readCorrelation } from "./correlation.ts";
export { idOf } from "./events/ended.ts";
export { MAX_BLOCKS } from "./events/read-blocks.ts";
export { type FoundInstances, type Instance, MAX_INSTANCES, readInstances } from "./instances/instances.ts";
export { REPORT_NANOS } from "./instances/runtime.ts";
export type { Culprit } from "./instances/blocked.ts";
export { rhythmOf } from "./instances/rhythm.ts";
export { type OpenGroup } from "./instances/open-groups.ts";
export { readStalls } from "./instances/stalls.ts";
export type { ErrorCount, ErrorKind, ErrorSource, Occurrence } from "./errors/error-count.ts";
export type { ErrorSelection } from "./errors/error-statement.ts";
export { MAX_MESSAGE } from "./errors/mask.ts";
export { type FoundErrors, readErrors } from "./errors/read-errors.ts";
export type { Limits } from "./limits.ts";
export { LogFilterError } from "./logs/error.ts";
export { readBegin } from "./logs/began.ts";
export { type ContextOf, type LogContext, readLogContext } from "./logs/context.ts";
export { type LogFilter, parseLogFilter } from "./logs/filter.ts";
export { type LogHistogram, readLogHistogram, type SeverityCounts } from "./logs/histogram.ts";
export { type LogCursor, type LogOrder, type LogPlace, placeOf } from "./logs/page.ts";
export { logStepOf, MAX_LOG_POINTS, stepsOf } from "./logs/step.ts";
export type { LogScope } from "./logs/scope.ts";
export { type FoundLogs, type LogSearch, searchLogs } from "./logs/search.ts";
export { isCorrelationStored, isTraceStored } from "./lookup.ts";
export type { LogRow } from "./rows/log.ts";
export type { Percentiles } from "./red/percentiles.ts";
export { type RatesPoint, type RatesSelection, readRates, type StoredRates } from "./red/rates.ts";
export { type RedNumbers, type RedSelection, readRed, type StoredRed } from "./red/red.ts";
export { MAX_POINTS, type Step, stepOf } from "./red/step.ts";
export { blockJson } from "./rows/block-json.ts";
export { logId, logJson } from "./rows/log-json.ts";
export { otlpLogs } from "./rows/log-otlp.ts";
export { readResources, type ResourceJson, type Resources } from "./rows/resource.ts";
export { ResourceCache } from "./rows/resource-cache.ts";
export { seriesJson } from "./rows/series-json.ts";
export type { SpanRow } from "./rows/span.ts";
export { eachSpanJson, isLost, spansJson } from "./rows/span-json.ts";
export { OPEN_STATE } from "./rows/open-span-row.ts";
export { otlpTraces } from "./rows/span-otlp.ts";
export { spansetJson } from "./rows/spanset-json.ts";
export { type AnyValue, plainAnyValue } from "./rows/value.ts";
export { countSamples, readSampleKinds, type SampleKind } from "./samples/kinds.ts";
export { readRunningTime } from "./samples/bounds.ts";
export { readNewestSample } from "./samples/newest.ts";
export type { SampleScope } from "./samples/scope.ts";
export { type FoundSamples, findSamples, type SampleSelection, type SampleSelector } from "./samples/selection.ts";
export { isSpanKnown } from "./samples/span-by-id.ts";
export { type FrameRow, readStacks, readWeights, type WeighedStacks } from "./samples/stacks.ts";
export { CallCache } from "./service-map/call-cache.ts";
export { type Dependency, readDependencies } from "./service-map/dependencies.ts";
export { readServiceMap, type ServiceMap } from "./service-map/service-map.ts";
export { type OperationCalls, readOperations, readServices, type ServiceCalls } from "./services.ts";
export { QueryTimeout, type Run, type Statement } from "./statement.ts";
export type { Tag } from "./tags/condition.ts";
export { type FoundByTags, searchByTags, type TagSearch } from "./tags/search.ts";
export { type Arrivals, type Filled, isOfThose, isSame, readArrivals } from "./tail/arrivals.ts";
export { readArrivedLogs } from "./tail/arrived-logs.ts";
export { readArrivedSpans, spanFilter, type SpanFilter } from "./tail/arrived-spans.ts";
export type { Candidate } from "./traceql/candidates.ts";
export { RegexError } from "./traceql/evaluate/regex.ts";
export { type FoundTraces, searchTraces, type TraceSearch } from "./traceql/search.ts";
export { MAX_TRACE_SPANS } from "./traceql/trace-reader.ts";
export { type MatchedTrace, type MatchedTraces, searchTraceql, type TraceqlSearch } from "./traceql/search-traceql.ts";
export { MAX_METRICS_TRACES } from "./traceql/metrics/collect-series.ts";
export { defaultStep } from "./traceql/metrics/default-step.ts";
export { type FoundMetrics, type MetricsSearch, readMetrics } from "./traceql/metrics/read-metrics.ts";
export { exemplarsOf } from "./traceql/metrics/hints.ts";
export type { Exemplar, Label, Series } from "./traceql/metrics/series.ts";
export { alignedSteps, momentAt, oneStep, type Steps } from "./traceql/metrics/steps.ts";
export type { FieldValue, MatchedSpan, MatchedSpanset, NamedValue } from "./traceql/spanset.ts";
export { readServiceCounts, type ServiceCounts } from "./traces/service-counts.ts";
export { readSummaries, type TraceSummary } from "./traces/summary.ts";
export { readTraceSpans, type TraceSpans } from "./traces/trace-spans.ts";
export { readTraces, type StoredTraces } from "./traces/trace.ts";
export type { TimeRange } from "./windows.ts";
