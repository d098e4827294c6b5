import type { Field } from "@throughline/traceql";
import type { Run } from "../statement.ts";
import type { Candidate } from "./candidates.ts";
import { namedFields } from "./evaluate/fields.ts";
import { readField } from "./evaluate/field.ts";
import type { EvalSpan, Spanset } from "./evaluate/span.ts";
import { unlessHopeless } from "./hopeless.ts";
import { type FoundTraces, searchMatches, searchTraces, type TraceSearch } from "./search.ts";
import { searchable } from "./searchable.ts";
import type { MatchedSpan, MatchedSpanset } from "./spanset.ts";
import type { StoredTrace } from "./trace-reader.ts";

export interface TraceqlSearch extends TraceSearch {
  /** Most spans that are given of each set; 0: no sets are given. */
  readonly spansPerSet: number;
}

/** A trace that matches, with the sets of its spans that do. */
export interface MatchedTrace extends Candidate {
  readonly spansets: readonly MatchedSpanset[];
}

export type MatchedTraces = FoundTraces<MatchedTrace>;

/** Most sets that are given of a trace: `by()` may make as many as it has spans. */
const MAX_SETS = 100;

/** Finds the traces that match, newest first, and says which of their spans do. @throws TraceQLError for a query that is none for traces */
export async function searchTraceql(run: Run, search: TraceqlSearch): Promise<MatchedTraces> {
  const { spansPerSet } = search;
  if (spansPerSet === 0) {
    const found = await unlessHopeless(run, search, (within) => searchTraces(within, search));
    return { ...found, traces: found.traces.map(({ traceId, newest }) => ({ traceId, newest, spansets: [] })) };
  }
  const fields = namedFields(searchable(search.query));
  const found = await unlessHopeless(run, search, (within) =>
    searchMatches(within, search, (trace, spansets) =>
      spansets.slice(0, MAX_SETS).map((spanset) => matchedSpanset(trace, spanset, fields, spansPerSet)),
    ),
  );
  return { ...found, traces: found.traces.map(({ traceId, newest, digest }) => ({ traceId, newest, spansets: digest })) };
}

function matchedSpanset(trace: StoredTrace, { spans, groups }: Spanset, fields: readonly Field[], limit: number): MatchedSpanset {
  return { matched: spans.length, groups, spans: spans.slice(0, limit).map((span) => matchedSpan(trace, span, fields)) };
}

function matchedSpan(trace: StoredTrace, span: EvalSpan, fields: readonly Field[]): MatchedSpan {
  return {
    spanId: span.spanId,
    name: span.name,
    service: span.service,
    startNano: String(span.startNano),
    durationNano: String(span.durationNano),
    fields: fields.flatMap((field) => {
      const value = readField(field, span, trace);
      return value === undefined ? [] : [{ field, value }];
    }),
  };
}
