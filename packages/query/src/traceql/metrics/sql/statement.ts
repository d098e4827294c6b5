import type { Field, MetricsFunction, SpansetFilter } from "@throughline/traceql";
import { Parameters, type Statement } from "../../../statement.ts";
import { endedSpans } from "../../candidates.ts";
import type { MetricsLimits } from "../limits.ts";
import { spansOf, type Steps } from "../steps.ts";
import { Columns } from "./columns.ts";
import { fieldPlaces } from "./field-place.ts";

/** A metrics function that SQL can calculate. */
export type SqlFunction = Exclude<MetricsFunction, { type: "compare" }>;

/** A row of what `seriesStatement` selects: a series. */
export interface SeriesRow {
  /** Type and text of the fields that it is grouped by. */
  readonly labels: readonly (readonly [type: string, text: string])[];
  /** Upper bound of its bucket, of a histogram. */
  readonly bucket?: string;
  readonly spans: string;
  /** The index of each step that has a value, and its value, or of quantiles the value of each, as decimals. */
  readonly points: readonly (readonly [step: number, values: readonly string[]])[];
  readonly examples?: readonly (readonly [step: number, traceId: string, spanId: string, startNano: string, value: string])[];
}

/** Whether SQL can calculate the function of spans that a filter finds. */
export function isSqlFunction(of: MetricsFunction): of is SqlFunction {
  if (of.type === "compare") return false;
  return fieldsOf(of).every((field) => fieldPlaces(new Parameters(), field, (_, sql) => sql) !== undefined);
}

function fieldsOf(of: SqlFunction): readonly Field[] {
  return "of" in of ? [...of.by, of.of] : of.by;
}

/**
 * The series of a function over the ended spans that match the filter, those of the most spans first, at most `limits.series` and one
 * more. Values are as stored: durations are nanoseconds, and what is to be a rate is a count.
 */
export function seriesStatement(filter: SpansetFilter, of: SqlFunction, steps: Steps, limits: MetricsLimits): Statement {
  const parameters = new Parameters();
  const { after, to } = spansOf(steps);
  const first = parameters.bind("Int64", after + 1n);
  const spans = new Columns(parameters);
  const labels = of.by.map((field) => spans.label(field));
  const value = "of" in of ? spans.value(of.of) : undefined;
  const isHistogram = of.type === "histogram_over_time";
  // Types that differ must be told apart; of most fields there is one only.
  const typed = labels.map(({ type, text }, index) => ({
    type: /^'\w'$/.test(type) ? type : `type${index}`,
    text: `text${index}`,
    sql: { type, text },
  }));
  const names = typed.flatMap(({ type, text, sql }) => (type === sql.type ? [text] : [type, text]));
  const keys = [...names, ...(isHistogram ? ["bucket"] : [])];
  const examples = limits.exemplars > 0;
  const range = { from: after + 1n, to: to + 1n };
  const columns = [
    `intDiv(toUnixTimestamp64Nano(time) - ${first}, ${parameters.bind("Int64", steps.step)}) AS step`,
    ...(examples ? ["trace_id", "span_id", "time"] : []),
    ...spans.ofSpans,
  ].join(", ");
  const selected = [
    "step",
    ...typed.flatMap(({ type, text, sql }) => [...(type === sql.type ? [] : [`${sql.type} AS ${type}`]), `${sql.text} AS ${text}`]),
    ...(value === undefined ? [] : [`${value} AS value`]),
    ...(examples ? ["(trace_id, span_id, toUnixTimestamp64Nano(time)) AS span"] : []),
  ].join(", ");
  const example = value === undefined ? "(argMin(span, span.3), toFloat64(0))" : "(argMax(span, value), max(value))";
  const values = VALUES[of.type](of, parameters);
  const where = value === undefined ? "" : `\n  WHERE ${isHistogram ? "value >= 2 AND value < inf" : "NOT isNaN(value)"}`;
  return parameters.statement(`SELECT [${typed.map(({ type, text }) => `(toString(${type}), toString(${text}))`).join(", ")}] AS labels,${isHistogram ? " toString(bucket) AS bucket," : ""}
  sum(found) AS spans, groupArray((toUInt32(step), values)) AS points${examples ? `,\n  ${sampled(parameters, limits)} AS examples` : ""}
FROM (
  SELECT ${["step", ...names, ...(isHistogram ? [`${BUCKET} AS bucket`] : [])].join(", ")}, count() AS found, arrayMap(x -> toString(x), ${values}) AS values${examples ? `, ${example} AS example` : ""}
  FROM (
    SELECT ${selected}
    FROM ${endedSpans(parameters, [filter], range, columns)} AS spans${spans.join}
  )${where}
  GROUP BY ${["step", ...keys].join(", ")}
)
${keys.length > 0 ? `GROUP BY ${keys.join(", ")}\n` : ""}HAVING count() > 0
ORDER BY ${["spans DESC", ...keys].join(", ")}
LIMIT ${parameters.bind("UInt32", limits.series + 1)}`);
}

/** Some of the examples, one of a step at most. */
function sampled(parameters: Parameters, { exemplars }: MetricsLimits): string {
  const sample = `groupArraySample(${parameters.bind("UInt32", exemplars)}, 1)((step, example))`;
  return `arrayMap(e -> (toUInt32(e.1), lower(hex(e.2.1.1)), lower(hex(e.2.1.2)), toString(e.2.1.3), toString(e.2.2)), ${sample})`;
}

/** The least power of two that is not below the value, at least 2. */
const BUCKET = "if(roundToExp2(value) = value, value, roundToExp2(value) * 2)";

type Values = (of: SqlFunction, parameters: Parameters) => string;

/** What is calculated of the spans of a step. */
const VALUES: Readonly<Record<SqlFunction["type"], Values>> = {
  rate: () => "[count()]",
  count_over_time: () => "[count()]",
  histogram_over_time: () => "[count()]",
  min_over_time: () => "[min(value)]",
  max_over_time: () => "[max(value)]",
  sum_over_time: () => "[sum(value)]",
  avg_over_time: () => "[avg(value)]",
  quantile_over_time: (of, parameters) => {
    const levels = "quantiles" in of ? of.quantiles.map((quantile) => parameters.bind("Float64", quantile)) : [];
    return `quantilesExactInclusive(${levels.join(", ")})(value)`;
  },
};
