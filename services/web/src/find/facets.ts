import type { MetricsResult, TraceSummary } from "@throughline/api";
import { isMetrics, parse, print } from "@throughline/traceql";

/** A field with its values and how often each is found. Texts of conditions are TraceQL. */
export interface Facet {
  readonly name: string;
  /** What is counted. */
  readonly of: "spans" | "traces";
  readonly values: readonly FacetValue[];
}

export interface FacetValue {
  readonly text: string;
  readonly count: number;
  /** What only spans with the value fulfil, and what those fulfil that have another or none. */
  readonly only: string;
  readonly without: string;
}

/** Fields that are counted among the spans that match; what not every span has, some must lack to be left out by another value. */
const FIELDS = [
  { field: "resource.service.name", name: "Service", isOptional: false },
  { field: "status", name: "Status", isOptional: false },
  { field: "span.http.route", name: "Route", isOptional: true },
  { field: "span.http.request.method", name: "Method", isOptional: true },
  { field: "span.http.response.status_code", name: "Status code", isOptional: true },
] as const;

/** What is no matter of a span alone: counting it needs whole traces, and that is not cheap. */
const OF_TRACES = /\b(?:traceDuration|trace:\w+|rootName|rootServiceName|childCount|nestedSet\w+|parent)\b/;

/**
 * The metrics query that counts the spans that match by those fields, all in one; undefined where that is not cheap. It is where a filter
 * tells which spans count, and where the search has looked at all traces anyway: `isComplete`.
 */
export function countsQuery(q: string, isComplete: boolean): string | undefined {
  return countedBy(
    q,
    isComplete,
    FIELDS.map(({ field }) => field),
  );
}

/** The same by the fields that are given. */
export function countedBy(q: string, isComplete: boolean, fields: readonly string[]): string | undefined {
  const query = parse(q.trim() || "{}");
  if (isMetrics(query)) return undefined;
  const filter = print({ ...query, hints: [] });
  const isOfSpans = query.expression.type === "spanset-filter" && !OF_TRACES.test(filter.replaceAll(/"(?:[^"\\]|\\.)*"/g, ""));
  if (!isOfSpans && !isComplete) return undefined;
  return `${filter} | count_over_time() by (${fields.join(", ")})`;
}

/** The facets of what that query counted. */
export function spanFacets({ series }: MetricsResult): readonly Facet[] {
  return FIELDS.map(({ field, name, isOptional }, at) => {
    const counts = new Map<string | number, number>();
    for (const { labels, points } of series) {
      const value = labels[at]?.value;
      const count = points.reduce((sum, point) => sum + point.value, 0);
      if (typeof value === "string" || typeof value === "number") counts.set(value, (counts.get(value) ?? 0) + count);
    }
    const values = [...counts].map(([value, count]) => valueOf(field, value, count, isOptional));
    return { name, of: "spans", values: mostFirst(values) };
  });
}

/** What only the traces at hand can tell. */
export function rootFacet(traces: readonly TraceSummary[]): Facet {
  const counts = new Map<string, number>();
  for (const { rootName } of traces) if (rootName !== null) counts.set(rootName, (counts.get(rootName) ?? 0) + 1);
  return { name: "Root", of: "traces", values: mostFirst([...counts].map(([name, count]) => valueOf("rootName", name, count, false))) };
}

function valueOf(field: string, value: string | number, count: number, isOptional: boolean): FacetValue {
  const literal = typeof value === "number" || field === "status" ? String(value) : JSON.stringify(value);
  const without = `${field} != ${literal}`;
  return {
    text: String(value),
    count,
    only: `${field} = ${literal}`,
    without: isOptional ? `(${without} || ${field} = nil)` : without,
  };
}

function mostFirst(values: readonly FacetValue[]): readonly FacetValue[] {
  return values.toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}
