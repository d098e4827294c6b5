import { endOf } from "../events/block.ts";
import { stillOpen } from "../events/ended.ts";
import { type OpenSpan, readReported } from "../events/open-span.ts";
import { Parameters, type Run } from "../statement.ts";

/** A trace as a list shows it. Where its root has not ended, open spans count. */
export interface TraceSummary {
  readonly traceId: string;
  /** Null: no span without a parent is stored. */
  readonly rootService: string | null;
  readonly rootName: string | null;
  readonly startTimeUnixNano: string;
  readonly durationNano: string;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Of the traces whose open spans were asked for. */
  readonly openCount: number;
  readonly services: readonly string[];
}

interface SummaryRow {
  readonly traceId: string;
  readonly rootService: string;
  readonly rootName: string;
  readonly hasRoot: number;
  readonly startNano: string;
  readonly endNano: string;
  readonly spanCount: string;
  readonly errorCount: string;
  readonly serviceNames: readonly string[];
}

/**
 * Reads the summaries of these traces, in no order. One without any span, ended or open, is not among them.
 * `from`: in Unix nanoseconds, when the first of them may have begun. `openOf`: whose open spans are looked for.
 */
export async function readSummaries(
  run: Run,
  traceIds: readonly string[],
  from: bigint,
  openOf: "all" | "rootless" = "rootless",
): Promise<TraceSummary[]> {
  if (traceIds.length === 0) return [];
  const ended = new Map((await readEnded(run, traceIds)).map((summary) => [summary.traceId, summary]));
  const isRootless = (traceId: string): boolean => (ended.get(traceId)?.rootName ?? null) === null;
  const asked = openOf === "all" ? traceIds : traceIds.filter(isRootless);
  const open = asked.length > 0 ? await stillOpen(run, await readReported(run, asked, from)) : [];
  const openByTrace = Map.groupBy(open, ({ traceId }) => traceId);
  return traceIds.flatMap((traceId) => {
    const [summary, ofTrace] = [ended.get(traceId), openByTrace.get(traceId) ?? []];
    return summary && !isRootless(traceId) ? { ...summary, openCount: ofTrace.length } : (withOpen(summary, ofTrace) ?? []);
  });
}

function withOpen(summary: TraceSummary | undefined, open: readonly OpenSpan[]): TraceSummary | undefined {
  const [first] = open;
  if (!first) return summary;
  const root = open.find(({ parentId }) => parentId === "");
  const starts = [...(summary ? [BigInt(summary.startTimeUnixNano)] : []), ...open.map(({ startNano }) => BigInt(startNano))];
  const ends = [...(summary ? [BigInt(summary.startTimeUnixNano) + BigInt(summary.durationNano)] : []), ...open.map(endOf)];
  const start = starts.reduce((a, b) => (a < b ? a : b));
  return {
    traceId: first.traceId,
    rootService: root?.service ?? null,
    rootName: root?.name ?? null,
    startTimeUnixNano: String(start),
    durationNano: String(ends.reduce((a, b) => (a > b ? a : b)) - start),
    spanCount: (summary?.spanCount ?? 0) + open.length,
    errorCount: summary?.errorCount ?? 0,
    openCount: open.length,
    services: [...new Set([...(summary?.services ?? []), ...open.map(({ service }) => service)])].toSorted(),
  };
}

/** By the spans that have ended. */
async function readEnded(run: Run, traceIds: readonly string[]): Promise<TraceSummary[]> {
  const parameters = new Parameters();
  const rows = await run<SummaryRow>(
    parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, min(root) AS first, first.2 AS rootService, first.3 AS rootName,
  toYear(first.1) < 2261 AS hasRoot, toUnixTimestamp64Nano(min(start)) AS startNano, toUnixTimestamp64Nano(max(end)) AS endNano,
  sum(span_count) AS spanCount, sum(error_count) AS errorCount, arraySort(groupUniqArrayArray(services)) AS serviceNames
FROM traces
WHERE trace_id IN ${parameters.traceIds(traceIds)}
GROUP BY trace_id`),
  );
  return rows.map((row) => ({
    traceId: row.traceId,
    rootService: row.hasRoot ? row.rootService : null,
    rootName: row.hasRoot ? row.rootName : null,
    startTimeUnixNano: row.startNano,
    durationNano: String(BigInt(row.endNano) - BigInt(row.startNano)),
    spanCount: Number(row.spanCount),
    errorCount: Number(row.errorCount),
    openCount: 0,
    services: row.serviceNames,
  }));
}
