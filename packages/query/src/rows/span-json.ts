import { idOf } from "../events/ended.ts";
import type { OpenSpan } from "../events/open-span.ts";
import type { StoredTraces } from "../traces/trace.ts";
import { blockJson } from "./block-json.ts";
import { plainResource } from "./resource.ts";
import { eventsOf, linksOf, type SpanRow } from "./span.ts";
import { plainAttributes } from "./value.ts";

/** How long a report may be under way until it can be seen. */
export const REPORT_DELAY = 3_000_000_000n;

/** Until when the next report is awaited of a span whose report does not say. */
export const LONGEST_REPORT_INTERVAL = 300_000_000_000n;

/** All spans as the API gives them, ended and open, by start. `now` in Unix nanoseconds tells the lost from the open. */
export function spansJson(traces: StoredTraces, now: bigint) {
  return [...eachSpanJson(traces, now)];
}

/** The same one by one: who writes them down at once never holds all. */
export function* eachSpanJson(traces: StoredTraces, now: bigint) {
  const held = Map.groupBy(traces.blocks.blocks, idOf);
  // Many spans are of few processes: each resource is made once.
  const resources = new Map([...traces.resources].map(([fingerprint, row]) => [fingerprint, plainResource(row)]));
  for (const row of byStart(traces)) {
    const own = "statusCode" in row ? endedJson(row) : openJson(row, now);
    yield { ...ofBoth(row, traces, resources, held.get(idOf(row))), ...own };
  }
}

function byStart({ spans, openSpans }: StoredTraces): readonly (SpanRow | OpenSpan)[] {
  if (openSpans.length === 0) return spans;
  return [...spans, ...openSpans].toSorted((a, b) => Number(BigInt(a.startNano) - BigInt(b.startNano)));
}

function ofBoth(
  span: SpanRow | OpenSpan,
  { blocks }: StoredTraces,
  resources: ReadonlyMap<string, Record<string, unknown>>,
  held: StoredTraces["blocks"]["blocks"] = [],
) {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentId,
    name: span.name,
    kind: span.kind,
    service: span.service,
    startTimeUnixNano: span.startNano,
    durationNano: span.durationNano,
    resource: resources.get(span.resource) ?? {},
    blocks: held.map(blockJson),
    waitedFor: (blocks.waits.get(idOf(span)) ?? []).map(({ block, waitedNano, inCallee }) => ({
      blockId: block.blockId,
      traceId: block.traceId,
      spanId: block.spanId,
      startTimeUnixNano: block.startNano,
      durationNano: block.durationNano,
      waitedNano,
      inCallee,
      service: block.service,
      function: block.function ?? null,
      file: block.file ?? null,
      line: block.line ?? null,
    })),
  };
}

function endedJson(row: SpanRow) {
  return {
    status: { code: row.statusCode, message: row.statusMessage },
    attributes: plainAttributes(row),
    scope: { name: row.scopeName, version: row.scopeVersion },
    events: eventsOf(row).map(({ time, name, attributes }) => ({ timeUnixNano: time, name, attributes: plainAttributes(attributes) })),
    links: linksOf(row).map(({ traceId, spanId, traceState, attributes }) => ({
      traceId,
      spanId,
      traceState,
      attributes: plainAttributes(attributes),
    })),
    open: false as const,
  };
}

function openJson(span: OpenSpan, now: bigint) {
  return {
    status: { code: "unset", message: "" },
    attributes: plainAttributes(span.attributes),
    scope: { name: span.scopeName, version: "" },
    events: [],
    links: [],
    open: {
      state: isLost(span, now) ? "lost" : "open",
      reportedUnixNano: span.reportedNano,
      nextReportNano: span.nextReportNano === undefined ? null : String(span.nextReportNano),
      lastWords: span.lastWords ?? null,
    },
  };
}

/** Whether it will most likely never be heard of again: its process said that it ends, or two reports have not come. */
export function isLost(span: OpenSpan, now: bigint): boolean {
  if (span.lastWords !== undefined) return true;
  return now > BigInt(span.reportedNano) + 2n * (span.nextReportNano ?? LONGEST_REPORT_INTERVAL) + REPORT_DELAY;
}
