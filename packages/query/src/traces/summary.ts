import { Parameters, type Run } from "../statement.ts";

/** A trace as a list shows it. */
export interface TraceSummary {
  readonly traceId: string;
  /** Null: no span without a parent is stored. */
  readonly rootService: string | null;
  readonly rootName: string | null;
  readonly startTimeUnixNano: string;
  readonly durationNano: string;
  readonly spanCount: number;
  readonly errorCount: number;
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

/** Reads the summaries of these traces, in no order. One without stored spans is not among them. */
export async function readSummaries(run: Run, traceIds: readonly string[]): Promise<TraceSummary[]> {
  if (traceIds.length === 0) return [];
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
    services: row.serviceNames,
  }));
}
