import { type Query, type SpansetFilter as SpanFilter, TraceQLError } from "@throughline/traceql";
import { NO_PROBE } from "../events/event-names.ts";
import { SPAN_COLUMNS, type SpanRow } from "../rows/span.ts";
import { Parameters, type Run, type Statement } from "../statement.ts";
import { searchable } from "../traceql/searchable.ts";
import { spanCondition } from "../traceql/sql/condition.ts";
import { type Arrived, arrivedConditions } from "./arrivals.ts";
import { type ArrivedRows, readArrived } from "./arrived-rows.ts";

export type { SpanFilter };

/** Which spans. `service`: only those of one. */
export interface ArrivingSpans {
  readonly filter: SpanFilter;
  readonly service: string | undefined;
}

/** The filter that a query is, if it is one of single spans, by themselves. @throws TraceQLError if it is not */
export function spanFilter(query: Query): SpanFilter {
  const filter = searchable(query);
  if (filter.type !== "spanset-filter" || !spanCondition(new Parameters(), filter).isExact)
    throw new TraceQLError(
      "unsupported",
      "spans are looked at one by one as they arrive: accepted is one filter { … } that asks nothing of other spans of the trace",
    );
  return filter;
}

/** Spans that have arrived and that the filter finds, those that ended last, at most `limit`. */
export function readArrivedSpans(run: Run, spans: ArrivingSpans, arrived: Arrived, limit: number): Promise<ArrivedRows<SpanRow>> {
  const read = statement(
    run,
    spans,
    arrived,
    SPAN_COLUMNS,
    (parameters) => `\nORDER BY toUnixTimestamp64Nano(time) + duration DESC, span_id\nLIMIT ${parameters.bind("UInt32", limit + 1)}`,
  );
  return readArrived<SpanRow>(
    run,
    limit,
    read,
    statement(run, spans, arrived, "count() AS records", () => ""),
  );
}

function statement(
  run: Run,
  { filter, service }: ArrivingSpans,
  arrived: Arrived,
  columns: string,
  ending: (parameters: Parameters) => string,
): Statement {
  const parameters = new Parameters();
  const conditions = [
    ...arrivedConditions(parameters, arrived, run),
    service === undefined ? NO_PROBE : `service = ${parameters.bind("String", service)}`,
    `(${spanCondition(parameters, filter).sql})`,
  ];
  return parameters.statement(`SELECT ${columns}\nFROM spans\nWHERE ${conditions.join(" AND ")}${ending(parameters)}`);
}
