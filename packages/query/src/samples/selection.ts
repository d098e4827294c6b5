import type { Query } from "@throughline/traceql";
import { readCorrelatedTraces } from "../correlation.ts";
import { type Block, endOf } from "../events/block.ts";
import type { Run } from "../statement.ts";
import { hull, type TimeRange } from "../windows.ts";
import { around, readRunningTime } from "./bounds.ts";
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
      const traceIds = [selector.traceId];
      return { scope: scopeOf(selection, range, { traceIds, spans: [], ...(await whenTheyRan(run, traceIds)) }) };
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
  const spans = await readSpansById(run, spanId, traceId, selection.range);
  if (spans.length === 0) return { scope: undefined };
  const ran = await whenTheyRan(
    run,
    spans.map((span) => span.traceId),
  );
  if (!descendants) return { scope: scopeOf(selection, selection.range, { traceIds: [], spans, ...ran }) };
  const { owners, wereCut } = await withDescendants(run, spans, ran.ran ?? selection.range);
  return { scope: scopeOf(selection, selection.range, { ...owners, ...ran }), descendantsWereCut: wereCut };
}

async function findOfCorrelation(
  run: Run,
  selection: SampleSelection,
  correlationId: string,
  limits: SelectionLimits,
): Promise<FoundSamples> {
  const { traceIds, carried, outside, wereCut } = await readCorrelatedTraces(run, correlationId, limits.traces);
  if (traceIds.length === 0 && !outside) return { scope: undefined };
  const { ran } = await whenTheyRan(run, traceIds);
  const known = hull([ran, carried && around(carried)].filter((range) => range !== undefined));
  const owners = { traceIds, spans: [], ...(known && { ran: known }), ...(outside && { correlationId }) };
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
  const traceIds = [...new Set(spans.map(({ traceId }) => traceId))];
  const range = (await whenTheyRan(run, traceIds)).ran ?? selection.range;
  if (!descendants) return { ...found, scope: scopeOf(selection, range, { traceIds: [], spans }) };
  const { owners, wereCut: descendantsWereCut } = await withDescendants(run, spans, range);
  return { ...found, descendantsWereCut, scope: scopeOf(selection, range, owners) };
}

/** When samples of these traces may have been taken; nothing if no span of them is known. */
async function whenTheyRan(run: Run, traceIds: readonly string[]): Promise<{ readonly ran?: TimeRange }> {
  const ran = traceIds.length === 0 ? undefined : await readRunningTime(run, traceIds);
  return ran ? { ran: around(ran) } : {};
}

function scopeOf({ service }: SampleSelection, range: TimeRange, of?: SampleOwners): SampleScope {
  return { range, ...(service !== undefined && { service }), ...(of && !isNobody(of) && { of }) };
}
