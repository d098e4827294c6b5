import type { Note } from "@throughline/api";
import { nanosOfMillis, SIGNAL_NAMES } from "@throughline/model";
import {
  type FoundMetrics,
  isLost,
  MAX_BLOCKS,
  MAX_METRICS_TRACES,
  MAX_TRACE_SPANS,
  type StoredTraces,
  type TimeRange,
} from "@throughline/query";
import type { Bounds } from "./config.ts";
import type { Kept } from "./kept.ts";
import { timeText } from "./time-text.ts";

/** What may be missing from all that is stored of some traces. `now` in Unix nanoseconds. */
export function notesOf(
  traces: StoredTraces,
  { bounds, retention }: { readonly bounds: Bounds; readonly retention: Kept },
  now: bigint,
): Note[] {
  return [
    ...(traces.known ? retention.expired(traces.known.from, SIGNAL_NAMES) : []),
    ...spanNotes(traces, bounds),
    ...openNotes(traces, now),
    ...blockNotes(traces),
    ...dropNotes(traces),
  ];
}

function spanNotes({ openSpans, logs, spansWereCut, logsWereCut, ...ended }: StoredTraces, bounds: Bounds): Note[] {
  const notes: Note[] = [];
  if (spansWereCut)
    notes.push({
      code: "spans_cut",
      message: `There are more than ${ended.spans.length} spans: the earliest ${ended.spans.length} are given`,
    });
  if (logsWereCut)
    notes.push({ code: "logs_cut", message: `There are more than ${bounds.logs} log records: the earliest ${bounds.logs} are given` });

  const spansByTrace = Map.groupBy<string, Known>([...ended.spans, ...openSpans], ({ traceId }) => traceId);
  const spanless = new Set(logs.map(({ traceId }) => traceId).filter((traceId) => traceId !== "" && !spansByTrace.has(traceId)));
  if (spanless.size > 0 && !spansWereCut)
    notes.push({ code: "spans_missing", message: `Of ${countOf(spanless.size, "trace")} only log records are stored, none of the spans` });
  if (spansWereCut) return notes; // whatever else is missing may be among those that were cut

  const rootless = [...spansByTrace.values()].filter((ofTrace) => ofTrace.every(({ parentId }) => parentId !== ""));
  if (rootless.length > 0)
    notes.push({
      code: "root_missing",
      message: `Of ${countOf(rootless.length, "trace")} the first span is not stored: it has not ended yet, was not sent, or has expired`,
    });
  const orphans = [...spansByTrace.values()].reduce((sum, ofTrace) => sum + countOrphans(ofTrace), 0);
  if (orphans > 0)
    notes.push({
      code: "parents_missing",
      message: `${countOf(orphans, "span")} ${orphans === 1 ? "names" : "name"} a parent that is not stored`,
    });
  return notes;
}

function openNotes({ openSpans }: StoredTraces, now: bigint): Note[] {
  const { open = [], lost = [] } = Object.groupBy(openSpans, (span) => (isLost(span, now) ? "lost" : "open"));
  const notes: Note[] = [];
  if (open.length > 0)
    notes.push({
      code: "spans_open",
      message: `${countOf(open.length, "span")} ${open.length === 1 ? "has" : "have"} not ended: what is shown of them is as of their last report`,
    });
  if (lost.length > 0) {
    notes.push({
      code: "spans_lost",
      message: `${countOf(lost.length, "span")} had not ended at the last report: ${whyLost(lost).join("; ")}`,
    });
  }
  return notes;
}

function whyLost(lost: StoredTraces["openSpans"]): string[] {
  const words = [...new Set(lost.flatMap(({ lastWords }) => lastWords ?? []))].toSorted();
  const silent = lost.filter(({ lastWords }) => lastWords === undefined).map(({ reportedNano }) => BigInt(reportedNano));
  const last = silent.reduce((latest, time) => (time > latest ? time : latest), 0n);
  return [
    ...(words.length > 0 ? [`a process ended by ${words.join(", ")}`] : []),
    ...(silent.length > 0
      ? [`no report has come since ${timeText(last)}: the process has ended, is stuck, or its reports do not arrive`]
      : []),
  ];
}

function blockNotes({ blocks: { blocks, wereCut } }: StoredTraces): Note[] {
  const notes: Note[] = [];
  if (wereCut) notes.push({ code: "blocks_cut", message: `There are more than ${MAX_BLOCKS} blocks: the longest ${MAX_BLOCKS} are given` });
  const cut = blocks.filter((block) => block.wereCut).length;
  if (cut > 0)
    notes.push({
      code: "victims_cut",
      message: `Of ${countOf(cut, "block")} only those spans are given that waited longest for the event loop: there were more`,
    });
  return notes;
}

function dropNotes({ drops }: StoredTraces): Note[] {
  return drops.map(({ service, spans, logs }) => {
    const lost = [...(spans > 0n ? [countOf(spans, "span")] : []), ...(logs > 0n ? [countOf(logs, "log record")] : [])].join(" and ");
    return {
      code: "sdk_dropped",
      message: `The SDK of ${service} could not send ${lost} about that time: some of what is missing may be among them`,
    };
  });
}

/** A span, be it open. */
type Known = StoredTraces["spans"][number] | StoredTraces["openSpans"][number];

function countOrphans(spans: readonly Known[]): number {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentId }) => parentId !== "" && !ids.has(parentId)).length;
}

function countOf(count: number | bigint, thing: string): string {
  return `${count} ${thing}${Number(count) === 1 ? "" : "s"}`;
}

/** The search was stopped: `until` in Unix nanoseconds is how far it came. */
export function searchIncomplete(until: bigint, bounds: Bounds, order: "newest" | "oldest" = "newest"): Note {
  const side = order === "newest" ? "newer" : "older";
  return {
    code: "search_incomplete",
    message: `The search was stopped after ${bounds.querySeconds} s: only what is ${side} than ${timeText(until)} was searched. A narrower filter or range is quicker`,
  };
}

/** What is to be said of numbers over time. */
export function metricsNotes({ searchedFrom, seriesWereCut, tracesWereCut, cutTraces }: FoundMetrics, bounds: Bounds): Note[] {
  const notes: Note[] = [];
  if (tracesWereCut && searchedFrom !== undefined)
    notes.push({
      code: "traces_cut",
      message: `More than ${MAX_METRICS_TRACES} traces match, and they must be looked at one by one: numbers are of the newest, those with spans since ${timeText(searchedFrom)}`,
    });
  else if (searchedFrom !== undefined) notes.push(searchIncomplete(searchedFrom, bounds));
  if (seriesWereCut)
    notes.push({
      code: "series_cut",
      message:
        "There are more series than one answer holds: some are left out, or have no values where others had more spans. A coarser by() or a narrower filter has fewer",
    });
  if (cutTraces > 0) notes.push(traceSpansCut(cutTraces));
  return notes;
}

/** Traces were judged by a part of their spans. */
export function traceSpansCut(traces: number): Note {
  return {
    code: "trace_spans_cut",
    message: `${countOf(traces, "trace")} had more than ${MAX_TRACE_SPANS} spans: the earliest of them told whether they match`,
  };
}

/** The counting was stopped: `from` in Unix nanoseconds is how far back it came. */
export function countIncomplete(from: bigint, bounds: Bounds): Note {
  return {
    code: "search_incomplete",
    message: `The counting was stopped after ${bounds.querySeconds} s: only what is newer than ${timeText(from)} was counted. A narrower filter or range is quicker`,
  };
}

export function errorsCut(): Note {
  return {
    code: "errors_cut",
    message: "There are more kinds of errors than are counted: rare ones are missing. A service or a shorter range has fewer",
  };
}

export function tracesCut(bounds: Bounds): Note {
  return {
    code: "traces_cut",
    message: `More than ${bounds.traces} traces carry the correlation ID: the newest ${bounds.traces} are given`,
  };
}

export function nothingMatches(): Note {
  return { code: "no_match", message: "No span that began in the range is stored of what was asked for" };
}

/** SDKs send every few seconds what has ended, and it is visible two seconds later. */
const ARRIVING = 15_000_000_000n;

/** What is to be said of numbers over a range that reaches up to now. */
export function stillArriving({ to }: TimeRange): Note[] {
  if (to <= nanosOfMillis(Date.now()) - ARRIVING) return [];
  return [
    {
      code: "still_arriving",
      message: "The range reaches up to now, and spans are sent when they have ended: the newest numbers will still grow",
    },
  ];
}

/** Attributes of what is older than `from`, in Unix nanoseconds, were not looked at. */
export function attributesSampled(from: bigint): Note {
  return {
    code: "attributes_sampled",
    message: `There is too much to read all of it while somebody types: only what is newer than ${timeText(from)} was counted. A service, a beginning or a shorter range is exact`,
  };
}
