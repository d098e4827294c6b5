import type { Note } from "@throughline/api";
import type { StoredTraces } from "@throughline/query";
import type { Bounds } from "./config.ts";
import { timeText } from "./time-text.ts";

/** What may be missing from all that is stored of some traces. */
export function notesOf(traces: StoredTraces, bounds: Bounds): Note[] {
  const { spans, logs, spansWereCut, logsWereCut } = traces;
  const notes: Note[] = [];
  if (spansWereCut)
    notes.push({ code: "spans_cut", message: `There are more than ${bounds.spans} spans: the earliest ${bounds.spans} are given` });
  if (logsWereCut)
    notes.push({ code: "logs_cut", message: `There are more than ${bounds.logs} log records: the earliest ${bounds.logs} are given` });

  const spansByTrace = Map.groupBy(spans, ({ traceId }) => traceId);
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

function countOrphans(spans: StoredTraces["spans"]): number {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentId }) => parentId !== "" && !ids.has(parentId)).length;
}

function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** The search was stopped: `from` in Unix nanoseconds is how far back it came. */
export function searchIncomplete(from: bigint, bounds: Bounds): Note {
  return {
    code: "search_incomplete",
    message: `The search was stopped after ${bounds.querySeconds} s: only what is newer than ${timeText(from)} was searched. A narrower filter or range is quicker`,
  };
}

export function tracesCut(bounds: Bounds): Note {
  return {
    code: "traces_cut",
    message: `More than ${bounds.traces} traces carry the correlation ID: the newest ${bounds.traces} are given`,
  };
}
