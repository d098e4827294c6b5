import { nanosOfMillis, parseTime } from "@throughline/model";
import type { Context } from "../../context.ts";
import type { ForeignQuery } from "../../foreign/query.ts";
import { foreignRange } from "../../foreign/range.ts";
import { badParameter } from "../../http-error.ts";
import { type JaegerSearch, LOOKBACK, MAX_TRACES } from "../search.ts";
import { tagsOfJson } from "../tags.ts";

const LIMIT = 100;

/**
 * What a search of the third generation asks for. Parameters are camelCase; their snake_case is what older jaeger-uis and Grafana send, some
 * under older names.
 */
export function searchOf(query: ForeignQuery, context: Context): JaegerSearch {
  const service = query.text("query.serviceName", "query.service_name");
  const operation = query.text("query.operationName", "query.operation_name", "query.spanName", "query.span_name");
  const minDuration = query.duration("query.durationMin", "query.duration_min");
  const maxDuration = query.duration("query.durationMax", "query.duration_max");
  const start = timeOf(query, "query.startTimeMin", "query.start_time_min");
  const end = timeOf(query, "query.startTimeMax", "query.start_time_max");
  return {
    ...(service !== undefined && { service }),
    ...(operation !== undefined && { operation }),
    ...(minDuration !== undefined && { minDuration }),
    ...(maxDuration !== undefined && { maxDuration }),
    tags: tagsOfJson("query.attributes", query),
    range: foreignRange(context, { start, end, fallback: LOOKBACK }),
    limit: query.count(MAX_TRACES, "query.searchDepth", "query.search_depth", "query.num_traces") || LIMIT,
  };
}

/** A time in RFC 3339. Grafana does not encode the plus of a time zone, which then arrives as a space. */
function timeOf(query: ForeignQuery, ...names: readonly string[]): bigint | undefined {
  const found = query.first(...names);
  if (!found) return undefined;
  const time = /^\d{4}-/.test(found.value) ? parseTime(found.value.replace(" ", "+"), nanosOfMillis(Date.now())) : undefined;
  if (time === undefined)
    throw badParameter(found.name, `accepted is RFC 3339, such as 2026-01-31T12:00:00Z, not "${found.value.slice(0, 100)}"`);
  return time;
}
