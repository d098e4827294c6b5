import { Parameters, type Run } from "../statement.ts";
import { readBounds } from "./bounds.ts";

/** Ended spans of one service in one trace. */
export interface ServiceCounts {
  readonly traceId: string;
  readonly service: string;
  readonly spans: number;
  readonly errors: number;
  /** Spans whose parent is not stored. */
  readonly orphans: number;
}

/** Counts the spans of these traces by service, by the most spans first. */
export async function readServiceCounts(run: Run, traceIds: readonly string[]): Promise<ServiceCounts[]> {
  const bounds = await readBounds(run, traceIds);
  if (!bounds) return [];
  const parameters = new Parameters();
  const where = `time >= ${parameters.time(bounds.from)} AND time < ${parameters.time(bounds.to)} AND trace_id IN ${parameters.traceIds(traceIds)}`;
  const rows = await run<Record<"traceId" | "service" | "count" | "failed" | "alone", string>>(
    parameters.statement(`SELECT lower(hex(trace_id)) AS traceId, service, count() AS count, countIf(status_code = 'error') AS failed,
  countIf(parent_span_id != toFixedString('', 8) AND (trace_id, parent_span_id) NOT IN (SELECT trace_id, span_id FROM spans WHERE ${where})) AS alone
FROM spans
WHERE ${where}
GROUP BY trace_id, service
ORDER BY count DESC, service`),
  );
  return rows.map(({ traceId, service, count, failed, alone }) => ({
    traceId,
    service,
    spans: Number(count),
    errors: Number(failed),
    orphans: Number(alone),
  }));
}
