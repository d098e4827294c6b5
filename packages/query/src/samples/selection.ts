import type { Query } from "@throughline/traceql";
import { readCorrelatedTraces } from "../correlation.ts";
import { type Block, endOf } from "../events/block.ts";
import type { Run } from "../statement.ts";
import { hull, type TimeRange } from "../windows.ts";
import { readBounds } from "../traces/bounds.ts";
import { around } from "./bounds.ts";
import { readBlock } from "./block-by-id.ts";
import { withDescendants } from "./descendants.ts";
import { searchSpans } from "./matching-spans.ts";
import { isNobody, type SampleOwners, type SampleScope } from "./scope.ts";
import { readSpansById } from "./span-by-id.ts";

/** Whose samples are asked for. */
export type SampleSelector =
  | { readonly by: "service" }
  | { readonly by: "trace"; readonly traceId: string }
  | { readonly by: "span"; readonly spanId: string; readonly traceId?: string; readonly descendants: boolean }
  | { readonly by: "correlation"; readonly correlationId: string }
  | { readonly by: "filter"; readonly query: Query; readonly descendants: boolean }
  | { readonly by: "block"; readonly blockId: string };

export interface SampleSelection {
  readonly selector: SampleSelector;
  /** Only the samples of this one. */
  readonly service?: string;
  /** When samples were taken; for a filter: when spans that match began. */
  readonly range: TimeRange;
}

export interface SelectionLimits {
  /** Spans that a filter finds: the newest. */
  readonly matches: number;
  /** Traces of a correlation ID, or that several filters find. */
  readonly traces: number;
  /** When to stop searching, in the milliseconds of `performance.now()`. */
  readonly deadline: number;
}

/** What a selection comes to. */
export interface FoundSamples {
  /** `undefined`: what was asked for is not stored. */
  readonly scope: SampleScope | undefined;
  /** Spans that a filter found. */
  readonly matches?: number;
  readonly block?: Block;
  readonly matchesWereCut?: boolean;
  readonly descendantsWereCut?: boolean;
  readonly tracesWereCut?: boolean;
  /** The search ran out of time: what begins before this, in Unix nanoseconds, was not searched. */
  readonly searchedFrom?: bigint;
}

/** Finds out which samples a selection means. */
export async function findSamples(run: Run, selection: SampleSelection, limits: SelectionLimits): Promise<FoundSamples> {
  const { selector, range } = selection;
  switch (selector.by) {
    case "service":
      return { scope: scopeOf(selection, range) };
    case "trace": {
      return { scope: scopeOf(selection, range, { traceIds: [selector.traceId], spans: [] }) };
    }
    case "span":
      return findOfSpan(run, selection, selector);
    case "correlation":
      return findOfCorrelation(run, selection, selector.correlationId, limits);
    case "filter":
      return findMatching(run, selection, selector, limits);
    case "block": {
      const block = await readBlock(run, selector.blockId, range);
      if (!block) return { scope: undefined };
      const during = { from: BigInt(block.startNano), to: endOf(block) };
      return { block, scope: { ...scopeOf(selection, during), thread: { resource: block.resource, threadId: MAIN_THREAD } } };
    }
  }
}

/** Blocks are reported of the main thread, whose ID in Node is this. */
const MAIN_THREAD = "0";

async function findOfSpan(
  run: Run,
  selection: SampleSelection,
  { spanId, traceId, descendants }: Extract<SampleSelector, { by: "span" }>,
): Promise<FoundSamples> {
  const spans = traceId === undefined ? await readSpansById(run, spanId, selection.range) : [{ traceId, spanId }];
  if (spans.length === 0) return { scope: undefined };
  if (!descendants) return { scope: scopeOf(selection, selection.range, { traceIds: [], spans }) };
  const { owners, wereCut } = await withDescendants(run, spans);
  return { scope: scopeOf(selection, selection.range, owners), descendantsWereCut: wereCut };
}

async function findOfCorrelation(
  run: Run,
  selection: SampleSelection,
  correlationId: string,
  limits: SelectionLimits,
): Promise<FoundSamples> {
  const { traceIds, carried, outside, wereCut } = await readCorrelatedTraces(run, correlationId, limits.traces);
  if (traceIds.length === 0 && !outside) return { scope: undefined };
  const ran = hull([await readBounds(run, traceIds), carried].filter((range) => range !== undefined));
  const owners = { traceIds, spans: [], ...(ran && { ran: around(ran) }), ...(outside && { correlationId }) };
  return { scope: scopeOf(selection, selection.range, owners), tracesWereCut: wereCut };
}

async function findMatching(
  run: Run,
  selection: SampleSelection,
  { query, descendants }: Extract<SampleSelector, { by: "filter" }>,
  { matches, traces, deadline }: SelectionLimits,
): Promise<FoundSamples> {
  const { spans, wereCut, searchedFrom } = await searchSpans(run, {
    query,
    range: selection.range,
    limit: matches,
    traceLimit: traces,
    deadline,
  });
  const found = {
    matches: spans.length,
    matchesWereCut: wereCut,
    ...(searchedFrom !== undefined && { searchedFrom }),
  };
  if (spans.length === 0) return { ...found, scope: undefined };
  const starts = spans.map(({ startNano }) => BigInt(startNano));
  const ran = around({
    from: starts.reduce((first, start) => (start < first ? start : first)),
    to: spans.map(endOf).reduce((last, end) => (end > last ? end : last)),
  });
  // What samples are of is bound by the spans, not by the time in which they began.
  if (!descendants) return { ...found, scope: scopeOf(selection, ran, { traceIds: [], spans, ran }) };
  const { owners, wereCut: descendantsWereCut } = await withDescendants(run, spans, ran);
  return { ...found, descendantsWereCut, scope: scopeOf(selection, ran, owners) };
}

function scopeOf({ service }: SampleSelection, range: TimeRange, of?: SampleOwners): SampleScope {
  return { range, ...(service !== undefined && { service }), ...(of && !isNobody(of) && { of }) };
}
