/** What tests that ask a real engine look at inside. */
export { isMetrics, print, type SpansetExpression, type SpansetFilter } from "@throughline/traceql";
export { trees } from "@throughline/traceql/testing";
export { MASKED_MESSAGES } from "./masked-messages.ts";
export { Parameters } from "../statement.ts";
export { evaluate } from "../traceql/evaluate/evaluate.ts";
export type { EvalSpan, EvalTrace } from "../traceql/evaluate/span.ts";
export { collectSeries } from "../traceql/metrics/collect-series.ts";
export { metricsIn } from "../traceql/metrics/metrics.ts";
export { readSeries, sqlMetrics } from "../traceql/metrics/sql/read-series.ts";
export { planOf } from "../traceql/plan.ts";
export { Required } from "../traceql/required.ts";
export { spanCondition } from "../traceql/sql/condition.ts";
